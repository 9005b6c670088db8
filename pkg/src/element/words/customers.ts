// Words of the section “customers”. Plain strings, so that a test can read this file as JavaScript.

export const en = {
  "customers.title": "Customers",
  "customers.shown":
    "{shown} of {total} {total|buyer|buyers}, sorted by {column}. A click on a heading sorts.",
  "customers.id": "Customer",
  "customers.segment": "Segment",
  "customers.recencyDays": "Days since last",
  "customers.frequency": "Orders",
  "customers.scores": "R F M",
  "customers.firstPurchase": "First",
  "customers.lastPurchase": "Last",
  "customers.ownValue": "Own value",
  "customers.referralValue": "Referral value",
  "customers.relationshipValue": "Relationship value",
  "customers.ascending": "ascending",
  "customers.descending": "descending",
};

export const zh = {
  "customers.title": "客户名单",
  "customers.shown": "{total} 位购买者中的前 {shown} 位，按{column}排序。点击表头可改变排序。",
  "customers.id": "客户",
  "customers.segment": "分层",
  "customers.recencyDays": "距上次天数",
  "customers.frequency": "订单数",
  "customers.scores": "R F M",
  "customers.firstPurchase": "首次购买",
  "customers.lastPurchase": "最近购买",
  "customers.ownValue": "自身价值",
  "customers.referralValue": "推荐价值",
  "customers.relationshipValue": "用户关系价值",
  "customers.ascending": "升序",
  "customers.descending": "降序",
};
