// What customers are worth by their own purchases and by the people they brought.

import type { Customers, Ltv } from "siyu";
import { type Child, choice, h } from "../dom.ts";
import { int, money, percent } from "../format.ts";
import { type Key, sentences, t } from "../i18n.ts";
import { table, tile } from "../table.ts";
import { asOfOf, type Section, type View } from "../view.ts";
import { warningList } from "../warnings.ts";

const ATTRIBUTIONS: readonly View["attribution"][] = ["direct", "pass-up", "path-equal"];
const TOP = 20;

interface Answer {
  ltv: Ltv;
  top: Customers;
}

export const value: Section<Answer> = {
  id: "value",
  title: "value.title",
  asks: ["asOf", "attribution"],
  shows: [],
  ask: async (dataset, context) => {
    const asOf = asOfOf(context);
    const [ltv, top] = await Promise.all([
      dataset.ltv({ asOf, referral: { attribution: context.view.attribution } }),
      dataset.customers({
        asOf,
        sort: "-relationshipValue",
        limit: TOP,
        ltv: { referral: { attribution: context.view.attribution } },
        columns: ["id", "ownValue", "referralValue", "relationshipValue", "frequency"],
      }),
    ]);
    return { ltv, top };
  },
  show: ({ ltv, top }, { view, change }) => {
    const hasReferrals = ltv.edges.used > 0;
    return [
      h(
        "div",
        { class: "controls" },
        choice({
          id: "attribution",
          label: t("value.attribution"),
          value: view.attribution,
          values: ATTRIBUTIONS.map(key => [key, t(`value.${key}` as Key)] as const),
          change: attribution => change({ attribution }),
        }),
      ),
      h("p", { class: "finding" }, finding(ltv)),
      h(
        "dl",
        { class: "tiles" },
        tile(t("value.own"), money(ltv.ownValue)),
        tile(t("value.referral"), money(ltv.referralValue)),
        tile(t("value.passedOn"), money(ltv.passedOn)),
        tile(t("value.relationship"), money(ltv.relationshipValue)),
        tile(t("value.doubleCounted"), money(ltv.doubleCounted)),
      ),
      h("p", { class: "note" }, sentences(t("value.how"), hasReferrals ? edges(ltv) : null)),
      ...topCustomers(top, ltv),
      warningList(ltv.warnings, ["no-referrals", "hindsight"]),
    ];
  },
};

function finding(ltv: Ltv): string {
  if (ltv.edges.used === 0) return t("value.noReferrals");
  const referral = money(ltv.referralValue);
  return ltv.doubleCounted > 0
    ? t("value.foundDirect", { referral, double: money(ltv.doubleCounted) })
    : t("value.foundShared", { referral });
}

function edges({ edges: { used, dropped }, maxDepth, neverBought }: Ltv): string {
  const account = t("value.edges", {
    used,
    self: int(dropped["self-referral"]),
    late: int(dropped.late),
    second: int(dropped["second-parent"]),
    cycle: int(dropped.cycle),
    depth: maxDepth,
  });
  return neverBought > 0 ? sentences(account, t("value.neverBought", { n: neverBought })) : account;
}

function topCustomers({ columns }: Customers, ltv: Ltv): Child[] {
  const rows = (columns.id ?? []).map((id, at) => ({
    id,
    own: columns.ownValue?.[at] ?? Number.NaN,
    referral: columns.referralValue?.[at] ?? Number.NaN,
    relationship: columns.relationshipValue?.[at] ?? Number.NaN,
    orders: columns.frequency?.[at],
  }));
  const most = Math.max(0, ...rows.map(row => row.relationship)) || 1;
  const share = ltv.ownValue > 0 ? rows.reduce((sum, row) => sum + row.own, 0) / ltv.ownValue : null;
  return [
    h("h3", {}, t("value.top")),
    h("p", { class: "finding" }, t("value.topFound", { n: rows.length, share: percent(share) })),
    table(
      t("value.top"),
      [
        { title: t("value.customer"), heading: true, class: "id", cell: row => row.id },
        {
          title: t("value.relationship"),
          number: true,
          cell: row =>
            h(
              "span",
              { class: "barred wide" },
              h("span", {}, money(row.relationship)),
              h(
                "span",
                { class: "stack", "aria-hidden": "true" },
                h("span", { class: "bar", "--part": Math.max(0, row.own / most) }),
                h("span", { class: "bar second", "--part": Math.max(0, row.referral / most) }),
              ),
            ),
        },
        { title: t("value.own"), number: true, cell: row => money(row.own) },
        { title: t("value.referral"), number: true, cell: row => money(row.referral) },
        { title: t("overview.purchases"), number: true, cell: row => int(row.orders) },
      ],
      rows,
    ),
  ];
}
