// What customers are worth by their own purchases and by the people they brought.

import { html, nothing } from "lit";
import type { Customers, Ltv } from "../../types.ts";
import type { Language } from "../language.ts";
import { choice, tile, warningList } from "../parts/pieces.ts";
import { stacked, table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState, View } from "../state.ts";
import type { Key } from "../words/index.ts";

const ATTRIBUTIONS: readonly View["attribution"][] = ["direct", "pass-up", "path-equal"];
const TOP = 20;

interface Answer {
  ltv: Ltv;
  top: Customers;
}

export class SiyuValue extends Section<Answer> {
  protected readonly name = "value";
  protected readonly heading = "value.title";
  protected readonly asks = ["asOf", "attribution"] as const;

  protected async ask(state: ReportState): Promise<Answer> {
    const { asOf } = state;
    const referral = { attribution: state.view.attribution };
    const [ltv, top] = await Promise.all([
      state.ask("ltv", { asOf, referral }),
      state.ask("customers", {
        asOf,
        sort: "-relationshipValue",
        limit: TOP,
        ltv: { referral },
        columns: ["id", "ownValue", "referralValue", "relationshipValue", "frequency"],
      }),
    ]);
    return { ltv, top };
  }

  protected override controls(state: ReportState, { t }: Language): Content {
    if (!this.alone) return nothing;
    return choice({
      id: "attribution",
      label: t("value.attribution"),
      value: state.view.attribution,
      values: ATTRIBUTIONS.map(key => [key, t(`value.${key}` as Key)] as const),
      change: attribution => state.change({ attribution }),
    });
  }

  protected show({ ltv, top }: Answer, _state: ReportState, language: Language): Content {
    const { t, money, sentences } = language;
    return html`
      <p class="finding">${found(ltv, language)}</p>
      <dl class="tiles">
        ${tile(t("value.own"), money(ltv.ownValue))} ${tile(t("value.referral"), money(ltv.referralValue))}
        ${tile(t("value.passedOn"), money(ltv.passedOn))}
        ${tile(t("value.relationship"), money(ltv.relationshipValue))}
        ${tile(t("value.doubleCounted"), money(ltv.doubleCounted))}
      </dl>
      <p class="note">${sentences(t("value.how"), ltv.edges.used > 0 && edges(ltv, language))}</p>
      ${topCustomers(top, ltv, language)}
      ${warningList(ltv.warnings, language, ["no-referrals", "hindsight"])}
    `;
  }
}

function found(ltv: Ltv, { t, money }: Language): string {
  if (ltv.edges.used === 0) return t("value.noReferrals");
  const referral = money(ltv.referralValue);
  return ltv.doubleCounted > 0
    ? t("value.foundDirect", { referral, double: money(ltv.doubleCounted) })
    : t("value.foundShared", { referral });
}

function edges({ edges: { used, dropped }, maxDepth, neverBought }: Ltv, language: Language): string {
  const { t, int, sentences } = language;
  const account = t("value.edges", {
    used,
    self: int(dropped["self-referral"]),
    late: int(dropped.late),
    second: int(dropped["second-parent"]),
    cycle: int(dropped.cycle),
    depth: maxDepth,
  });
  return sentences(account, neverBought > 0 && t("value.neverBought", { n: neverBought }));
}

function topCustomers({ columns }: Customers, ltv: Ltv, { t, int, money, percent }: Language): Content {
  const rows = (columns.id ?? []).map((id, at) => ({
    id,
    own: columns.ownValue?.[at] ?? Number.NaN,
    referral: columns.referralValue?.[at] ?? Number.NaN,
    relationship: columns.relationshipValue?.[at] ?? Number.NaN,
    orders: columns.frequency?.[at],
  }));
  const most = Math.max(0, ...rows.map(row => row.relationship)) || 1;
  const share = ltv.ownValue > 0 ? rows.reduce((sum, row) => sum + row.own, 0) / ltv.ownValue : null;
  return html`
    <h3>${t("value.top")}</h3>
    <p class="finding">${t("value.topFound", { n: rows.length, share: percent(share) })}</p>
    ${table(
      t("value.top"),
      [
        { title: t("value.customer"), heading: true, class: "id", cell: row => row.id },
        {
          title: t("value.relationship"),
          number: true,
          cell: row => stacked(money(row.relationship), row.own / most, row.referral / most),
        },
        { title: t("value.own"), number: true, cell: row => money(row.own) },
        { title: t("value.referral"), number: true, cell: row => money(row.referral) },
        { title: t("overview.purchases"), number: true, cell: row => int(row.orders) },
      ],
      rows,
    )}
  `;
}
