// What the report knows of the segments of each convention: which halves make an octant, which scores a cell of the
// ten, and which words tell what a segment is and what to do.

/** Which halves make an octant, for the reader: R, F, M. */
export const HALVES: Readonly<Record<string, string>> = {
  "important-value": "+++",
  "important-keep": "-++",
  "important-develop": "+-+",
  "important-retain": "--+",
  "general-value": "++-",
  "general-keep": "-+-",
  "general-develop": "+--",
  "general-retain": "---",
};

/** The words `segments.means-…` and `segments.do-…` of each segment. */
export const ABOUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  octants: {
    "important-value": "champions",
    "important-keep": "keep",
    "important-develop": "develop",
    "important-retain": "retain",
    "general-value": "frequent",
    "general-keep": "lapsing",
    "general-develop": "newcomers",
    "general-retain": "lost",
  },
  grid: {
    hibernating: "dormant",
    "at-risk": "risk",
    "cant-lose": "never-lose",
    "about-to-sleep": "cooling",
    "needs-attention": "middle",
    loyal: "loyal",
    promising: "first-steps",
    new: "first-steps",
    "potential-loyalist": "growing",
    champions: "best",
  },
  rfm11: {
    new: "first-steps",
    active: "growing",
    champions: "best",
    promising: "first-steps",
    loyal: "loyal",
    "needs-attention": "middle",
    "almost-lost": "cooling",
    "at-risk": "risk",
    "previously-loyal": "never-lose",
    dormant: "dormant",
    prospects: "prospects",
  },
};

/** The segment of the ten at recency score `r` and frequency score `f`, 1 to 5 (definitions § 1). */
export function gridCell(r: number, f: number): string {
  if (r <= 2) return f <= 2 ? "hibernating" : f <= 4 ? "at-risk" : "cant-lose";
  if (r === 3 && f <= 2) return "about-to-sleep";
  if (r === 3 && f === 3) return "needs-attention";
  if (r <= 4 && f >= 4) return "loyal";
  if (f === 1) return r === 4 ? "promising" : "new";
  return f <= 3 ? "potential-loyalist" : "champions";
}
