// What there is to say of the columns that name the customer: that others could, that parts are hidden, what it means.

import { html, nothing } from "lit";
import type { SheetPreview as Preview } from "../../insides.ts";
import type { Language } from "../language.ts";
import type { Content } from "../section.ts";

/** Headers of telephone numbers and of names, though not of those of somebody else. */
const PHONE = /^(?!.*(分销|推荐|邀请|客服|挂账|店)).*(手机|电话|phone|mobile)/i;
const NAME =
  /^收[货件]人($|\/|姓名|名称)|^(?!.*(分销|推荐|邀请|客服|店)).*(姓名|昵称)|(ship|bill|recei|recip|consign|buyer|customer)[a-z]*[ _-]*name/i;

/** A row of the form below that of the customer, which stands in the columns `at`; `decided`: a person said so. */
export function keyHelp(
  { headers, rows }: Preview,
  at: readonly number[],
  decided: boolean,
  { t, sentences }: Language,
  pick: (columns: readonly number[]) => void,
): Content {
  const found = (header: RegExp, value: RegExp) =>
    headers.flatMap((text, column) =>
      header.test(text) && rows.some(row => value.test(row[column] ?? "")) ? [column] : [],
    );
  const phone = found(PHONE, /\d{3}|\*{3}/).slice(0, 1);
  const name = found(NAME, /\S/).slice(0, 1);
  const masked = at.some(column => rows.some(row => row[column]?.includes("*")));
  const offers = [phone, [...phone, ...name]].filter(
    (offer, place, all) => offer.length > at.length && String(offer) !== String(all[place - 1]),
  );
  const none = at.length === 0;
  const serves = none
    ? offers.length > 0
    : decided && !masked && at.some(at => [phone, name].flat().includes(at));
  if (!none && !masked && !serves) return nothing;
  const said = sentences(
    none && t(offers.length > 0 ? "form.none" : "form.nothing"),
    masked && t("form.masked"),
    masked && offers.length > 0 && t("form.more"),
  );
  const take = (offer: readonly number[]) => (event: Event) => {
    // The button will be gone.
    (event.target as Element).closest("table")?.querySelector("select")?.focus();
    pick(offer);
  };
  return html`<tr class="help">
    <td colspan="3">
      <div class="warnings" role="status">
        ${said}
        ${
          offers.length > 0
            ? html`<div class="actions">
                ${offers.map(
                  offer =>
                    html`<button type="button" @click=${take(offer)}>
                      ${offer.map(column => headers[column]).join(" + ")}
                    </button>`,
                )}
              </div>`
            : nothing
        }
        ${serves ? t("form.means") : nothing}
      </div>
    </td>
  </tr>`;
}
