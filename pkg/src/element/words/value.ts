// Words of the section “value”. Plain strings, so that a test can read this file as JavaScript.

export const en = {
  "value.title": "Customer value",
  "value.attribution": "Referral value goes to",
  "value.direct": "The direct referrer, in full",
  "value.pass-up": "Half is passed up the chain",
  "value.path-equal": "Everybody on the chain, equally",
  "value.own": "Own value",
  "value.referral": "Referral value",
  "value.passedOn": "Passed on",
  "value.relationship": "Relationship value",
  "value.doubleCounted": "Counted twice",
  "value.how": "Relationship value = own purchases + value of the people they brought − what is passed on.",
  "value.foundDirect":
    "Customers who brought others are credited with {referral} on top of what everybody bought; {double} of the sum counts twice.",
  "value.foundShared":
    "{referral} is credited to people who brought others and taken from those they brought, so the sum stays the shop's value.",
  "value.noReferrals":
    "The data name no referrers, so relationship value equals own value. A referrer column or a referrals file adds them.",
  "value.edges":
    "{used} {used|referral|referrals} used; set aside: {self} of themselves, {late} after the first purchase, {second} by a second referrer, {cycle} in a circle. Longest chain: {depth}.",
  "value.neverBought": "{n} {n|person|people} in the referrals never bought.",
  "value.top": "Who is worth most?",
  "value.topFound": "The top {n} hold {share} of all own value.",
  "value.customer": "Customer",
};

export const zh = {
  "value.title": "客户价值",
  "value.attribution": "推荐价值归属",
  "value.direct": "全部归直接推荐人",
  "value.pass-up": "逐级向上传递一半",
  "value.path-equal": "链上每人平分",
  "value.own": "自身价值",
  "value.referral": "推荐价值",
  "value.passedOn": "让出价值",
  "value.relationship": "用户关系价值",
  "value.doubleCounted": "重复计入",
  "value.how": "用户关系价值 = 自己的交易额 + 所带来客户的价值 − 让出的价值。",
  "value.foundDirect": "推荐过他人的客户在全体交易额之外另获计 {referral}，其中 {double} 被计算两次。",
  "value.foundShared": "共有 {referral} 归于推荐人，并从被推荐人处扣除，因此合计仍等于店铺的成交额。",
  "value.noReferrals": "数据中没有推荐人，因此用户关系价值等于自身价值。加上推荐人列或推荐关系文件即可计算。",
  "value.edges":
    "采用 {used} 条推荐关系；另有 {self} 条推荐自己、{late} 条晚于首购、{second} 条已有推荐人、{cycle} 条形成循环，未予采用。最长链条 {depth} 级。",
  "value.neverBought": "推荐关系中有 {n} 人从未购买。",
  "value.top": "谁的价值最高？",
  "value.topFound": "前 {n} 位客户占全部自身价值的 {share}。",
  "value.customer": "客户",
};
