// What deserves attention on this day: each as a card with its customers. What the data cannot say is said below.

import { type CSSResult, css, html, nothing } from "lit";
import type { Customers, CustomersOptions } from "../../types.ts";
import type { Cell } from "../download.ts";
import { daysAfter, daysBetween } from "../formats.ts";
import type { Language } from "../language.ts";
import { type ListColumn, listed } from "../parts/lists.ts";
import { FIRST, type People } from "../parts/people.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";

/** High spenders whose last order lies further back than the mean: 重要保持 and 重要挽留. */
const SLIPPING = ["important-keep", "important-retain"];
const CHAMPIONS = ["important-value"];

/** What is listed of people who are waited for. */
const COLUMNS = ["id", "recencyDays", "monetary"] as const;

/** Below this number of second orders their rhythm is not known. */
const ENOUGH = 30;

/** Spans to compare with the one before, and how many of the largest changes are listed. */
const SPANS = [90, 30];
const LARGEST = 20;

/** Smaller changes are none. */
const CENT = 0.01;

/** Customers that a question finds. */
interface Group {
  question: CustomersOptions;
  total: number;
  /** What they bought so far. */
  value: number;
}

interface Slipping extends Group {
  share: number | null;
  since: number;
}

interface Second extends Group {
  from: number;
  to: number;
}

interface Quiet extends Group {
  brought: number;
}

/** The largest changes one way. */
interface Side {
  total: number;
  value: number;
  rows: readonly (readonly Cell[])[];
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
  people: People;
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

  protected show(answer: Answer, state: ReportState, language: Language): Content {
    const { t, date } = language;
    const cards = cardsOf(answer, state, language);
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

/** The people of a question; the first of them come along, since they are shown. */
async function askGroup(state: ReportState, question: CustomersOptions): Promise<Group> {
  const asked = { ...question, columns: [...COLUMNS], offset: 0, limit: FIRST };
  const { total, value } = await state.ask("customers", asked);
  return { question, total, value };
}

async function askSlipping(state: ReportState): Promise<Slipping> {
  const { asOf } = state;
  const { splitAt, value: all } = await state.ask("rfm", { asOf, segments: "octants" });
  const since = splitAt?.recency ?? 0;
  // Who is exactly at the mean has not left. Who left last comes first, then who is worth most.
  const group = await askGroup(state, {
    asOf,
    rfm: { segments: "octants" },
    filter: { segment: { key: SLIPPING }, ranges: { recencyDays: { from: Math.floor(since) + 1 } } },
    sort: "recencyDays,-monetary",
  });
  return { ...group, share: all > 0 ? group.value / all : null, since };
}

/** Who bought once, as long ago as the middle half of those who came back took. */
async function askSecond(state: ReportState): Promise<Second | null> {
  const { asOf } = state;
  const { steps, options } = await state.ask("repurchase", { asOf });
  const [step] = steps;
  const gap = step?.gapQuantiles;
  if (step === undefined || !gap || step.n < ENOUGH) return null;
  const [from, to] = [Math.floor(gap.p25), Math.ceil(gap.p75)];
  const group = await askGroup(state, {
    asOf,
    rfm: { segments: "octants", occasion: options.occasion ?? "day" },
    filter: { ranges: { frequency: { from: 1, to: 1 }, recencyDays: { from, to } } },
    sort: "-monetary",
  });
  return { ...group, from, to };
}

/** Champions through whom no value has come; `null` where nobody is known to have brought anybody. */
async function askQuiet(state: ReportState): Promise<Quiet | null> {
  const { asOf } = state;
  const referral = { attribution: "direct" } as const;
  const ltv = await state.ask("ltv", { asOf, referral });
  if (ltv.edges.used === 0) return null;
  const group = await askGroup(state, {
    asOf,
    rfm: { segments: "octants" },
    ltv: { referral },
    filter: { segment: { key: CHAMPIONS }, ranges: { referralValue: { from: 0, to: 0 } } },
    sort: "-monetary",
  });
  return { ...group, brought: ltv.referralValue };
}

/** Whose value changed most against the span before; `null` where the data do not hold two spans. */
async function askChanges(state: ReportState): Promise<Changes | null> {
  const { asOf } = state;
  const end = daysAfter(asOf, 1);
  const known = daysBetween(state.firstDate, end);
  const days = SPANS.find(span => known >= 2 * span);
  if (days === undefined) return null;
  // One list, sorted once: who gained most stands at its beginning, who lost most at its end.
  const question: CustomersOptions = {
    asOf,
    rfm: { segments: "octants" },
    recentDays: days,
    sort: "-change",
    columns: ["id", "recentValue", "change"],
    limit: LARGEST,
  };
  const [numbers, most] = await Promise.all([
    state.ask("overview", { asOf, period: { start: daysAfter(end, -days), end } }),
    state.ask("customers", { ...question, offset: 0 }),
  ]);
  const least = await state.ask("customers", { ...question, offset: Math.max(0, most.total - LARGEST) });
  const side = ({ columns }: Customers, sign: 1 | -1): Side => {
    const rows = columns.id.flatMap((id, at) => {
      const [now, change] = [columns.recentValue[at] ?? 0, columns.change[at] ?? 0];
      return sign * change < CENT ? [] : [{ change, row: [id, exact(now - change), now, change] }];
    });
    if (sign < 0) rows.reverse();
    const value = rows.reduce((sum, { change }) => sum + change, 0);
    return { total: rows.length, value, rows: rows.map(({ row }) => row) };
  };
  return {
    days,
    now: numbers.value,
    before: numbers.previous?.value ?? 0,
    less: side(least, -1),
    more: side(most, 1),
  };
}

/** Without what floats add to money, which has four decimals. */
const exact = (value: number) => Math.round(value * 1e4) / 1e4;

async function askMembers(state: ReportState): Promise<Answer["members"]> {
  if (state.report.members === undefined) return null;
  const { total } = await state.ask("prospects", { asOf: state.asOf, limit: 0 });
  return { total };
}

function cardsOf(answer: Answer, state: ReportState, language: Language): Card[] {
  const { t, int, date, money, moneyShort, percent } = language;
  const { slipping, second, quiet, changes, members } = answer;
  const written = { id: null, recencyDays: int, monetary: money };
  const titles = { id: "today.customer", recencyDays: "today.days", monetary: "today.value" } as const;
  const waiting = COLUMNS.map((name): ListColumn => {
    const write = written[name];
    return { name, title: t(titles[name]), ...(write && { write }) };
  });
  const card = (
    name: string,
    total: number | undefined,
    words: (total: number) => Omit<Card, "name" | "people">,
    list: () => Pick<People, "columns" | "load" | "save">,
  ): Card[] => {
    if (!total) return [];
    const told = words(total);
    const { of } = answer;
    const key = `${name} ${answer.key}`;
    const people = { of, key, title: told.title, file: `today-${name}`, total, ...list() };
    return [{ ...told, name, people }];
  };
  const found = (group: Group | null) => () => listed(state, group?.question ?? {}, waiting);
  const side = (name: "less" | "more"): Card[] =>
    card(
      name,
      changes?.[name].total,
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
      () => ({
        columns: [
          { title: t("today.customer") },
          { title: t("today.before"), write: money },
          { title: t("today.now"), write: money },
          { title: t("today.change"), write: value => signed(value ?? 0, money) },
        ],
        load: async (offset, limit) => changes?.[name].rows.slice(offset, offset + limit) ?? [],
      }),
    );
  return [
    ...card(
      "slipping",
      slipping.total,
      n => ({
        risk: true,
        title: t("today.slipping", { n }),
        figure: moneyShort(slipping.value),
        about: t("today.slippingAbout", { share: percent(slipping.share) }),
        why: t("today.slippingWhy", { days: int(slipping.since) }),
      }),
      found(slipping),
    ),
    ...card(
      "second",
      second?.total,
      n => ({
        risk: false,
        title: t("today.second", { n }),
        figure: moneyShort(second?.value),
        about: t("today.secondAbout"),
        why: t("today.secondWhy", { from: int(second?.from), to: int(second?.to) }),
      }),
      found(second),
    ),
    ...side("less"),
    ...side("more"),
    ...card(
      "quiet",
      quiet?.total,
      n => ({
        risk: false,
        title: t("today.quiet", { n }),
        figure: moneyShort(quiet?.value),
        about: t("today.quietAbout"),
        why: t("today.quietWhy", { brought: moneyShort(quiet?.brought) }),
      }),
      found(quiet),
    ),
    ...card(
      "members",
      members?.total,
      n => ({
        risk: false,
        title: t("today.members", { n }),
        figure: int(n),
        about: t("today.membersAbout"),
        why: t("today.membersWhy"),
      }),
      () => ({
        columns: [{ title: t("today.member") }, { title: t("today.joined"), tell: date }],
        load: async (offset, limit) => {
          const { columns } = await state.ask("prospects", { asOf: answer.key, offset, limit });
          return columns.id.map((id, at) => [id, columns.joinedAt[at]]);
        },
      }),
    ),
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
    <siyu-people exportparts="table" .language=${language} .people=${people}></siyu-people>
  </article>`;
}
