// Whether and when customers come back.

import { html, nothing } from "lit";
import type { Rate, Repurchase } from "../../types.ts";
import { daysAfter, NONE } from "../formats.ts";
import type { Language } from "../language.ts";
import { warningList } from "../parts/pieces.ts";
import { barred, table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState } from "../state.ts";

const ENOUGH = 30;
const FOUND_DAYS = 90;

export class SiyuRepurchase extends Section<Repurchase> {
  protected readonly name = "repurchase";
  protected readonly heading = "repurchase.title";
  protected readonly asks = ["asOf"] as const;

  protected ask(state: ReportState): Promise<Repurchase> {
    return state.ask("repurchase", { asOf: state.asOf });
  }

  protected show(answer: Repurchase, _state: ReportState, language: Language): Content {
    return html`
      <p class="finding">${found(answer, language)}</p>
      <h3>${language.t("repurchase.rates")}</h3>
      ${rates(answer, language)} ${period(answer, language)} ${steps(answer, language)}
      ${warningList(answer.warnings, language, ["not-enough-data", "hindsight"])}
    `;
  }
}

function found({ within, steps: [first] }: Repurchase, { t, int, percent }: Language): string {
  if (!first?.gapQuantiles) return t("repurchase.foundNone");
  return t("repurchase.found", {
    within: percent(within[String(FOUND_DAYS)]?.rate),
    days: FOUND_DAYS,
    step: percent(first.rate),
    median: int(first.gapQuantiles.p50),
  });
}

interface Line {
  name: string;
  how: string;
  rate: Rate;
}

function rates(answer: Repurchase, language: Language): Content {
  const { t, int, interval, percent } = language;
  const lines: Line[] = (["repeatRate", "returnRate", "returningShare"] as const).map(key => ({
    name: t(`repurchase.${key}`),
    how: t(`repurchase.${key}How`),
    rate: answer[key],
  }));
  const days = Object.keys(answer.within)
    .map(Number)
    .sort((a, b) => a - b);
  for (const count of days) {
    const rate = answer.within[String(count)];
    if (rate === undefined) continue;
    const how = t("repurchase.withinHow", { days: count });
    lines.push({ name: t("repurchase.within", { days: count }), how, rate });
  }
  return table(
    t("repurchase.rates"),
    [
      { title: t("repurchase.measure"), heading: true, cell: line => line.name },
      {
        title: t("repurchase.rate"),
        number: true,
        bars: true,
        cell: line => barred(percent(line.rate.rate), line.rate.rate),
      },
      { title: t("repurchase.count"), number: true, cell: ({ rate }) => `${int(rate.n)} / ${int(rate.N)}` },
      { title: t("repurchase.interval"), number: true, cell: line => interval(line.rate.interval) },
      { title: t("repurchase.means"), class: "words", cell: line => meaning(line, language) },
    ],
    lines,
  );
}

function meaning({ how, rate }: Line, { t }: Language): Content {
  const notes = [
    rate.partial ? t("repurchase.partial") : "",
    rate.N > 0 && rate.N < ENOUGH ? t("repurchase.fewData") : "",
  ].filter(note => note !== "");
  if (notes.length === 0) return how;
  return html`<span>${how}<span class="caveat"> · ${notes.join(" · ")}</span></span>`;
}

function period({ options }: Repurchase, { t, date }: Language): Content {
  if (!options.period) return nothing;
  const { start, end } = options.period;
  const words = t("repurchase.period", { start: date(start), end: date(daysAfter(end, -1)) });
  return html`<p class="note">${words}</p>`;
}

function steps({ steps: all }: Repurchase, { t, decimal, int, interval, percent }: Language): Content {
  const made = all.filter(step => step.N > 0);
  if (made.length === 0) return nothing;
  const [first, later] = [made[0], made.filter(step => step.N >= ENOUGH).at(-1)];
  const grows = first && later && later !== first && (later.rate ?? 0) > (first.rate ?? 0);
  const finding = grows
    ? t("repurchase.stepsFound", {
        first: percent(first.rate),
        later: percent(later.rate),
        nth: later.from,
      })
    : null;
  return html`
    <h3>${t("repurchase.steps")}</h3>
    ${finding ? html`<p class="finding">${finding}</p>` : nothing}
    ${table(
      t("repurchase.steps"),
      [
        {
          title: t("repurchase.step"),
          heading: true,
          cell: step => t("repurchase.stepName", { from: step.from, to: step.to }),
        },
        {
          title: t("repurchase.rate"),
          number: true,
          bars: true,
          cell: step => barred(percent(step.rate), step.rate),
        },
        { title: t("repurchase.count"), number: true, cell: step => `${int(step.n)} / ${int(step.N)}` },
        { title: t("repurchase.interval"), number: true, cell: step => interval(step.interval) },
        {
          title: t("repurchase.gap"),
          number: true,
          cell: ({ gapQuantiles: gap }) =>
            gap ? `${decimal(gap.p25, 0)} / ${decimal(gap.p50, 0)} / ${decimal(gap.p75, 0)}` : NONE,
        },
      ],
      made,
    )}
    <p class="note">${t("repurchase.stepsHow")}</p>
  `;
}
