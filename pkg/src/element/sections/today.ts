// What deserves attention on this day: each as a card with its customers. What the data cannot say is said below.

import { type CSSResult, css, html, nothing } from "lit";
import type { CustomersOptions, Overview } from "../../types.ts";
import { daysAfter, daysBetween } from "../formats.ts";
import type { Language } from "../language.ts";
import { picked } from "../parts/lists.ts";
import type { People } from "../parts/people.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";

/** High spenders whose last order lies further back than the mean: 重要保持 and 重要挽留. */
const SLIPPING = ["important-keep", "important-retain"];
const CHAMPIONS = ["important-value"];

/** Below this number of second orders their rhythm is not known. */
const ENOUGH = 30;

/** Spans to compare with the one before, and how many of the largest changes are listed. */
const SPANS = [90, 30];
const LARGEST = 20;

/** What is left of a span's difference that is only rounding. */
const CENT = 0.005;

type Load = People["load"];

interface Slipping {
  total: number;
  value: number;
  share: number | null;
  since: number;
  load: Load;
}

interface Second {
  total: number;
  value: number;
  from: number;
  to: number;
  load: Load;
}

interface Quiet {
  total: number;
  value: number;
  brought: number;
  load: Load;
}

interface Side {
  total: number;
  value: number;
  load: Load;
}

interface Changes {
  days: number;
  now: number;
  before: number;
  less: Side;
  more: Side;
}

/** `null`: the data cannot say. `total` 0: there is nobody. */
interface Answer {
  of: object;
  key: string;
  slipping: Slipping;
  second: Second | null;
  quiet: Quiet | null;
  changes: Changes | null;
  members: { total: number } | null;
}

interface Card {
  name: string;
  /** Something is lost, or something can be won. */
  risk: boolean;
  title: string;
  figure: string;
  about: string;
  why: string;
  people: People | null;
}

/** The first card, where it is the last but so many: over several columns, its list beside it. */
const across = (place: CSSResult, columns: CSSResult) => css`
  .card:first-child${place} {
    grid-column: ${columns};
    display: grid;
    grid-template: repeat(4, auto) 1fr / minmax(0, 1fr) minmax(0, 1fr);
    column-gap: 64px;
  }

  .card:first-child${place} strong {
    font-size: 40px;
  }

  .card:first-child${place} .why {
    font-size: 14px;
  }

  .card:first-child${place} siyu-people {
    grid-area: 1 / 2 / -1 / 2;
  }
`;

const ALL_OF_TWO = across(css`:nth-last-child(odd)`, css`span 2`);
const TWO_OF_THREE = across(css`:nth-last-child(3n + 2)`, css`span 2`);
const ALL_OF_THREE = across(css`:nth-last-child(3n + 1)`, css`span 3`);

export class SiyuToday extends Section<Answer> {
  static override styles = [
    ...sectionStyles,
    css`
      .cards {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }

      .card {
        display: flex;
        flex-direction: column;
        gap: 8px;
        min-width: 0;
        padding: 20px 24px 12px;
        border: 1px solid var(--line);
        border-radius: 10px;
      }

      /* The first lies across what the others leave of the rows. */
      @container (860px <= width < 1320px) {
        .cards {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }

        ${ALL_OF_TWO}
      }

      @container (width >= 1320px) {
        .cards {
          grid-template-columns: repeat(3, minmax(0, 1fr));
        }

        ${TWO_OF_THREE} ${ALL_OF_THREE}
      }

      .kind {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        color: var(--soft);
        font-size: 12px;
        font-weight: 500;
      }

      .kind::before {
        content: "";
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--accent);
      }

      .kind.risk {
        color: var(--second-text);
      }

      .kind.risk::before {
        border-radius: 2px;
        background: var(--second);
        transform: rotate(45deg);
      }

      .sum {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 8px;
      }

      .sum strong {
        font-size: 24px;
        font-weight: 600;
        line-height: 1.35;
        letter-spacing: -0.02em;
        font-variant-numeric: tabular-nums;
      }

      .sum span {
        color: var(--soft);
        font-size: 13px;
      }

      .why {
        margin-bottom: 8px;
      }

      siyu-people {
        flex: 1;
      }

      .quiet {
        display: grid;
        justify-items: center;
        gap: 8px;
        padding: 48px 24px;
        border: 1px dashed var(--strong);
        border-radius: 10px;
        text-align: center;
      }

      .quiet svg {
        width: 32px;
        height: 32px;
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.75;
        stroke-linecap: round;
        stroke-linejoin: round;
      }

      .rest {
        display: grid;
        gap: 4px;
        padding-top: 16px;
        border-top: 1px solid var(--line);
        color: var(--soft);
        font-size: 13px;
      }

      @container (max-width: 640px) {
        .card {
          padding: 16px 16px 8px;
        }
      }
    `,
  ];

  protected readonly name = "today";
  protected readonly heading = "today.title";
  protected readonly asks = ["asOf"] as const;

  protected async ask(state: ReportState): Promise<Answer> {
    const [slipping, second, quiet, changes, members] = await Promise.all([
      askSlipping(state),
      askSecond(state),
      askQuiet(state),
      askChanges(state),
      askMembers(state),
    ]);
    return { of: state.dataset, key: state.asOf, slipping, second, quiet, changes, members };
  }

  protected show(answer: Answer, _state: ReportState, language: Language): Content {
    const { t, date } = language;
    const cards = cardsOf(answer, language);
    const rest = restOf(answer, language);
    return html`
      ${
        cards.length === 0
          ? nothing
          : html`<p class="finding">
            ${t("today.found", { date: date(answer.key), n: cards.length })}
          </p>`
      }
      ${
        cards.length === 0
          ? html`<div class="quiet">
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="9"></circle>
                <path d="m8.5 12.5 2.5 2.5 4.5-5.5"></path>
              </svg>
              <h3>${t("today.nothing", { date: date(answer.key) })}</h3>
              <p class="note">${t("today.nothingHow")}</p>
            </div>`
          : html`<div class="cards">${cards.map(card => cardOf(card, language))}</div>`
      }
      ${
        rest.length === 0
          ? nothing
          : html`<ul class="rest">
            ${rest.map(words => html`<li>${words}</li>`)}
          </ul>`
      }
    `;
  }
}

async function askSlipping(state: ReportState): Promise<Slipping> {
  const { asOf, dataset } = state;
  const { splitAt, value: all } = await state.ask("rfm", { asOf, segments: "octants" });
  const since = splitAt?.recency ?? 0;
  const question: CustomersOptions = {
    asOf,
    rfm: { segments: "octants" },
    filter: { segment: { key: SLIPPING } },
    sort: "-monetary",
  };
  const { columns } = await dataset.customers({ ...question, columns: ["recencyDays", "monetary"] });
  const { recencyDays = new Int32Array(), monetary = [] } = columns;
  // Who left last comes first, then who is worth most: days and place in one number sort fast. Who is exactly at
  // the mean has not left.
  const places = Float64Array.from(recencyDays, (days, at) => days * 2 ** 32 + at)
    .filter(key => key >= (Math.floor(since) + 1) * 2 ** 32)
    .sort()
    .map(key => key % 2 ** 32);
  const value = places.reduce((sum, place) => sum + (monetary[place] ?? 0), 0);
  return {
    total: places.length,
    value,
    share: all > 0 ? value / all : null,
    since,
    load: picked(dataset, question, places, place => [recencyDays[place], monetary[place]]),
  };
}

/** Who bought once, as long ago as the middle half of those who came back took. */
async function askSecond(state: ReportState): Promise<Second | null> {
  const { asOf, dataset } = state;
  const { steps, options } = await state.ask("repurchase", { asOf });
  const [step] = steps;
  const gap = step?.gapQuantiles;
  if (step === undefined || !gap || step.n < ENOUGH) return null;
  const [from, to] = [Math.floor(gap.p25), Math.ceil(gap.p75)];
  const question: CustomersOptions = {
    asOf,
    rfm: { occasion: options.occasion ?? "day" },
    sort: "-monetary",
  };
  const { columns } = await dataset.customers({
    ...question,
    columns: ["frequency", "recencyDays", "monetary"],
  });
  const { frequency = [], recencyDays = [], monetary = [] } = columns;
  const places: number[] = [];
  let value = 0;
  for (let at = 0; at < frequency.length; at++) {
    const days = recencyDays[at] ?? 0;
    if (frequency[at] !== 1 || days < from || days > to) continue;
    places.push(at);
    value += monetary[at] ?? 0;
  }
  const load = picked(dataset, question, places, place => [recencyDays[place], monetary[place]]);
  return { total: places.length, value, from, to, load };
}

/** Champions through whom no value has come; `null` where nobody is known to have brought anybody. */
async function askQuiet(state: ReportState): Promise<Quiet | null> {
  const { asOf, dataset } = state;
  const referral = { attribution: "direct" } as const;
  const ltv = await state.ask("ltv", { asOf, referral });
  if (ltv.edges.used === 0) return null;
  const question: CustomersOptions = {
    asOf,
    rfm: { segments: "octants" },
    ltv: { referral },
    filter: { segment: { key: CHAMPIONS } },
    sort: "-monetary",
  };
  const { columns } = await dataset.customers({
    ...question,
    columns: ["referralValue", "recencyDays", "monetary"],
  });
  const { referralValue = [], recencyDays = [], monetary = [] } = columns;
  const places: number[] = [];
  let value = 0;
  for (let at = 0; at < referralValue.length; at++) {
    if (referralValue[at] !== 0) continue;
    places.push(at);
    value += monetary[at] ?? 0;
  }
  const load = picked(dataset, question, places, place => [recencyDays[place], monetary[place]]);
  return { total: places.length, value, brought: ltv.referralValue, load };
}

/** Whose value changed most against the span before; `null` where the data do not hold two spans. */
async function askChanges(state: ReportState): Promise<Changes | null> {
  const { asOf, dataset } = state;
  const end = daysAfter(asOf, 1);
  const known = daysBetween(state.firstDate, end);
  const days = SPANS.find(span => known >= 2 * span);
  if (days === undefined) return null;
  const lately = (span: number): CustomersOptions => ({ asOf, rfm: { lookbackDays: span } });
  const [total, one, both]: [Overview, ...Awaited<ReturnType<typeof dataset.customers>>[]] =
    await Promise.all([
      state.ask("overview", { asOf, period: { start: daysAfter(end, -days), end } }),
      dataset.customers({ ...lately(days), columns: ["monetary"] }),
      dataset.customers({ ...lately(2 * days), columns: ["monetary"] }),
    ]);
  // Both lists hold all buyers in the same order; who did not buy in a span has no number in it.
  const now = one.columns.monetary ?? new Float64Array();
  const two = both.columns.monetary ?? new Float64Array();
  const before = (at: number) => (two[at] || 0) - (now[at] || 0);
  const change = (at: number) => (now[at] || 0) - before(at);
  const side = (sign: 1 | -1): Side => {
    const places = largest(now.length, at => sign * change(at));
    const value = places.reduce((sum, at) => sum + change(at), 0);
    const load = picked(dataset, lately(days), places, at => [before(at), now[at] || 0, change(at)]);
    return { total: places.length, value, load };
  };
  return {
    days,
    now: total.value,
    before: total.previous?.value ?? 0,
    less: side(-1),
    more: side(1),
  };
}

/** The places of the largest positive numbers, the largest first, in one pass. */
function largest(length: number, of: (at: number) => number): number[] {
  const best: { at: number; value: number }[] = [];
  for (let at = 0; at < length; at++) {
    const value = of(at);
    const least = best.length < LARGEST ? CENT : (best.at(-1)?.value ?? CENT);
    if (value <= least) continue;
    const place = best.findIndex(other => other.value < value);
    best.splice(place < 0 ? best.length : place, 0, { at, value });
    if (best.length > LARGEST) best.pop();
  }
  return best.map(({ at }) => at);
}

async function askMembers(state: ReportState): Promise<Answer["members"]> {
  if (state.report.members === undefined) return null;
  const { segments } = await state.ask("rfm", { asOf: state.asOf, segments: "rfm11" });
  return { total: segments.find(({ key }) => key === "prospects")?.customers ?? 0 };
}

function cardsOf(answer: Answer, language: Language): Card[] {
  const { t, int, money, moneyShort, percent } = language;
  const { slipping, second, quiet, changes, members } = answer;
  const waiting = [
    { title: t("today.customer") },
    { title: t("today.days"), write: int },
    { title: t("today.value"), write: money },
  ];
  const card = (
    name: string,
    group: { total: number; load: Load } | null | undefined,
    words: (total: number) => Omit<Card, "name" | "people">,
    columns: People["columns"] = waiting,
  ): Card[] => {
    if (!group || group.total === 0) return [];
    const { total, load } = group;
    const told = words(total);
    const { of } = answer;
    const key = `${name} ${answer.key}`;
    return [
      { ...told, name, people: { of, key, title: told.title, file: `today-${name}`, total, columns, load } },
    ];
  };
  const side = (name: "less" | "more"): Card[] =>
    card(
      name,
      changes?.[name],
      n => ({
        risk: name === "less",
        title: t(name === "less" ? "today.less" : "today.more", { n }),
        figure: signed(changes?.[name].value ?? 0, moneyShort),
        about: t("today.against", { days: changes?.days ?? 0 }),
        why: t("today.changeWhy", {
          days: changes?.days ?? 0,
          now: moneyShort(changes?.now),
          before: moneyShort(changes?.before),
        }),
      }),
      [
        { title: t("today.customer") },
        { title: t("today.before"), write: money },
        { title: t("today.now"), write: money },
        { title: t("today.change"), write: value => signed(value ?? 0, money) },
      ],
    );
  return [
    ...card("slipping", slipping, n => ({
      risk: true,
      title: t("today.slipping", { n }),
      figure: moneyShort(slipping.value),
      about: t("today.slippingAbout", { share: percent(slipping.share) }),
      why: t("today.slippingWhy", { days: int(slipping.since) }),
    })),
    ...card("second", second, n => ({
      risk: false,
      title: t("today.second", { n }),
      figure: moneyShort(second?.value),
      about: t("today.secondAbout"),
      why: t("today.secondWhy", { from: int(second?.from), to: int(second?.to) }),
    })),
    ...side("less"),
    ...side("more"),
    ...card("quiet", quiet, n => ({
      risk: false,
      title: t("today.quiet", { n }),
      figure: moneyShort(quiet?.value),
      about: t("today.quietAbout"),
      why: t("today.quietWhy", { brought: moneyShort(quiet?.brought) }),
    })),
    ...(members && members.total > 0
      ? [
          {
            name: "members",
            risk: false,
            title: t("today.members", { n: members.total }),
            figure: int(members.total),
            about: t("today.membersAbout"),
            why: t("today.membersWhy"),
            people: null,
          },
        ]
      : []),
  ];
}

function signed(value: number, write: (value: number) => string): string {
  return `${value < 0 ? "−" : "+"}${write(Math.abs(value))}`;
}

/** What was looked for and not found, and what these data cannot say. */
function restOf({ slipping, second, quiet, changes, members }: Answer, { t }: Language): string[] {
  const clear: (Key | false)[] = [
    slipping.total === 0 && "today.noSlipping",
    second?.total === 0 && "today.noSecond",
    quiet?.total === 0 && "today.noQuiet",
    members?.total === 0 && "today.noMembers",
    second === null && "today.unknownSecond",
    changes === null && "today.unknownChange",
    quiet === null && "today.unknownReferrals",
    members === null && "today.unknownMembers",
  ];
  return clear.filter(key => key !== false).map(key => t(key));
}

function cardOf({ name, risk, title, figure, about, why, people }: Card, language: Language): Content {
  return html`<article class="card" data-card=${name}>
    <span class=${risk ? "kind risk" : "kind"}>${language.t(risk ? "today.risk" : "today.chance")}</span>
    <h3>${title}</h3>
    <p class="sum"><strong>${figure}</strong> <span>${about}</span></p>
    <p class="note why">${why}</p>
    ${
      people === null
        ? nothing
        : html`<siyu-people exportparts="table" .language=${language} .people=${people}></siyu-people>`
    }
  </article>`;
}
