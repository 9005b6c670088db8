// The report's switches and section in the address, behind `#`: `#value?asOf=2024-12-31&segments=grid`. Choices
// only, never data or ids; and what is behind `#` is sent to no server.

import type { View } from "siyu/element";

/** Where the report stands. */
export interface Place {
  section: string;
  view: View;
}

const KEYS = ["asOf", "span", "segments", "attribution", "period", "cell"] as const;

/** The place that an address names. What it says wrongly the report passes over. */
export function placeOf(hash: string): Place {
  const [section = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const said = new URLSearchParams(query);
  const view = Object.fromEntries(KEYS.filter(key => said.has(key)).map(key => [key, said.get(key)]));
  return { section: /^[a-z]+$/.test(section) ? section : "", view };
}

/** The part of the address for a place; "" for the beginning. */
export function hashOf({ section, view }: Place): string {
  const query = new URLSearchParams();
  for (const key of KEYS) if (view[key]) query.set(key, view[key]);
  const switches = query.size > 0 ? `?${query}` : "";
  return section || switches ? `#${section}${switches}` : "";
}

/** Puts the place into the address: as a step to come back from, or in the place of the present one. */
export function putPlace(place: Place, step: boolean): void {
  const address = new URL(location.href);
  address.hash = hashOf(place);
  if (address.href === location.href) return;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
