// Words of the comparison with a platform's total, and that come with it. Plain strings, so that a test can read this
// file as JavaScript.

export const en = {
  "data.totalTyped": "Total on the platform, for the same shop and days",
  "data.totalCompare": "Compare",
  "data.totalWrong": "Type an amount such as 12,345.60.",
  "data.totalEqual": "The totals are equal.",
  "data.totalExplained": "Explained exactly: the platform counts what is left out here.",
  "data.totalNearest": "Not explained exactly. This comes nearest:",
  "data.totalNot": "Nothing that was left out here explains the difference.",
  "data.totalOthers": "Left out on both sides: {others}.",
  "data.totalUnread": "{count} {count|row|rows} that could not be read may be part of it.",
  "data.totalPart": "Part",
  "data.totalValue": "Amount",
  "data.totalHere": "Counted here",
  "data.totalRefunds": "Refunds, deducted here",
  "data.totalRest": "Not explained",
  "data.totalThere": "Total on the platform",
};

export const zh = {
  "data.totalTyped": "平台上的总额（同一店铺、同一时段）",
  "data.totalCompare": "核对",
  "data.totalWrong": "请输入金额，例如 12,345.60。",
  "data.totalEqual": "两边总额一致。",
  "data.totalExplained": "差额已完全解释：平台计入了此处未计入的部分。",
  "data.totalNearest": "差额未能完全解释，最接近的组合如下。",
  "data.totalNot": "此处未计入的部分无法解释差额。",
  "data.totalOthers": "两边均未计入：{others}。",
  "data.totalUnread": "另有 {count} 行无法读取，可能是差额的一部分。",
  "data.totalPart": "项目",
  "data.totalValue": "金额",
  "data.totalHere": "此处计入",
  "data.totalRefunds": "退款（此处已扣除）",
  "data.totalRest": "未能解释",
  "data.totalThere": "平台总额",
};
