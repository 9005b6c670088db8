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
  "value.foundNothing":
    "The referrals have brought no value: nobody who was brought has bought anything that counts.",
  "value.noReferrals":
    "The data name no referrers, so relationship value equals own value. A referrer column or a referrals file adds them.",
  "value.edges":
    "{used} {used|referral|referrals} used; set aside: {self} of themselves, {late} after the first purchase, {second} by a second referrer, {cycle} in a circle. Longest chain: {depth}.",
  "value.neverBought": "{n} {n|person|people} in the referrals never bought.",
  "value.top": "Who is worth most?",
  "value.topFound":
    "The first is worth {best}; {brought} of these {n} brought more than they bought themselves.",
  "value.topShare": "The first is worth {best}; these {n} bought {share} of all own value.",
  "value.customer": "Customer",
  "value.direct-how":
    "Who brings somebody is credited with all that person buys, and the buyer keeps it too: useful to see whom to thank, but the sum counts value twice.",
  "value.pass-up-how":
    "Of all that a person has, bought or received, half goes up to whoever brought them: influence fades along the chain, and nothing is counted twice.",
  "value.path-equal-how":
    "Each order is shared equally by the buyer and everybody above them on the chain: nothing is counted twice.",
  "value.concentration": "How much hangs on how few?",
  "value.concentrationFound":
    "The top 1% of buyers hold {one} of all own value, the top 5% {five}, the top 10% {ten}, the top 20% {twenty}.",
  "value.concentrationNone": "There is no positive value to share out.",
  "value.buyersShare": "Top share of buyers",
  "value.held": "Share of own value",
  "value.equal": "If all were worth the same",
  "value.top-share": "Top {share}",
};

export const zh = {
  "value.title": "客户价值",
  "value.attribution": "推荐价值归属",
  "value.direct": "全部归直接推荐人",
  "value.pass-up": "逐级让出一半",
  "value.path-equal": "链上每人平分",
  "value.own": "自身价值",
  "value.referral": "推荐价值",
  "value.passedOn": "让出价值",
  "value.relationship": "用户关系价值",
  "value.doubleCounted": "重复计入",
  "value.how": "用户关系价值 = 自己的交易额 + 所带来客户的价值 − 让出的价值。",
  "value.foundDirect": "推荐过他人的客户在全体交易额之外另获计 {referral}，其中 {double} 被计算两次。",
  "value.foundShared": "共有 {referral} 归于推荐人，并从被推荐人处扣除，因此合计仍等于店铺的成交额。",
  "value.foundNothing": "推荐关系没有带来价值：被推荐人都没有计入的购买。",
  "value.noReferrals": "数据中没有推荐人，因此用户关系价值等于自身价值。加上推荐人列或推荐关系文件即可计算。",
  "value.edges":
    "采用 {used} 条推荐关系；另有 {self} 条推荐自己、{late} 条晚于首购、{second} 条已有推荐人、{cycle} 条形成循环，未予采用。最长链条 {depth} 级。",
  "value.neverBought": "推荐关系中有 {n} 人从未购买。",
  "value.top": "谁的价值最高？",
  "value.topFound": "第一位价值 {best}；这 {n} 位中有 {brought} 位带来的多于自己购买的。",
  "value.topShare": "第一位价值 {best}；这 {n} 位占全部自身价值的 {share}。",
  "value.customer": "客户",
  "value.direct-how": "推荐人计入被推荐人的全部交易额，被推荐人自己也计入：便于看出该感谢谁，但合计会重复。",
  "value.pass-up-how": "每人把自己所买和所得的一半让给带来自己的人，逐级递减：没有任何金额被重复计入。",
  "value.path-equal-how": "每笔交易额由购买者与其上级链条上的所有人平分：没有任何金额被重复计入。",
  "value.concentration": "多少价值集中在少数人手中？",
  "value.concentrationFound":
    "前 1% 的购买者占全部自身价值的 {one}，前 5% 占 {five}，前 10% 占 {ten}，前 20% 占 {twenty}。",
  "value.concentrationNone": "没有可分配的正值。",
  "value.buyersShare": "按价值排名的前若干购买者",
  "value.held": "占自身价值",
  "value.equal": "完全均等时",
  "value.top-share": "前 {share}",
};
