// Words of the section “today” and of its lists. Plain strings, so that a test can read this file as JavaScript.

export const en = {
  "today.title": "Today",
  "today.found": "As of {date}, {n} {n|thing deserves|things deserve} attention.",
  "today.risk": "At risk",
  "today.chance": "Opportunity",
  "today.customer": "Customer",
  "today.days": "Days since last",
  "today.value": "Value so far",
  "today.before": "Before",
  "today.now": "Now",
  "today.change": "Change",
  "today.slipping": "{n} high-value {n|customer is|customers are} slipping away",
  "today.slippingAbout": "bought so far, {share} of all value",
  "today.slippingWhy":
    "They spent more than the average buyer and have been away for longer than the average of {days} days; who left last comes first.",
  "today.second": "{n} first-time {n|buyer is|buyers are} due for a second order",
  "today.secondAbout": "in first orders",
  "today.secondWhy":
    "They bought once, {from} to {to} days ago: the time after which the middle half of repeat buyers came back.",
  "today.less": "{n} {n|customer|customers} bought much less than before",
  "today.more": "{n} {n|customer|customers} bought much more than before",
  "today.against": "in {days} days against the {days} before",
  "today.changeWhy":
    "The largest changes of net value among those who bought. The whole shop took {now} in these {days} days and {before} in those before.",
  "today.quiet": "{n} {n|champion has|champions have} brought nobody yet",
  "today.quietAbout": "of their own orders",
  "today.quietWhy":
    "They buy lately, often and for much, but no value has come through their referrals; all referrals together brought {brought}.",
  "today.members": "{n} {n|member has|members have} never bought",
  "today.membersAbout": "without an order by this day",
  "today.membersWhy":
    "They joined and are still members, but no order names them. They can be counted here; their names stand in your members file.",
  "today.nothing": "Nothing stands out on {date}",
  "today.nothingHow":
    "No customer fits any of the signs that are looked for here. Try a later date, or more data.",
  "today.noSlipping": "No high-value customer is away for longer than average.",
  "today.noSecond": "No first-time buyer is due for a second order.",
  "today.noQuiet": "Every champion has brought value by referral.",
  "today.noMembers": "Every member has bought.",
  "today.unknownSecond":
    "When a second order is due cannot be said: fewer than 30 customers have placed one so far.",
  "today.unknownChange":
    "A change against the time before cannot be said: the data cover less than 60 days up to this date.",
  "today.unknownReferrals":
    "Who brings others cannot be said: these data hold no usable referrals. A referrer column or a referrals file adds them.",
  "today.unknownMembers":
    "Members who never bought cannot be seen in orders alone. A members file adds them.",
  "people.all": "Show all {n}",
  "people.fewer": "Show fewer",
  "people.csv": "Download as CSV: {title}",
  "people.cut": "The first {shown} of {n}; the CSV holds all of them.",
};

export const zh = {
  "today.title": "今日关注",
  "today.found": "截至 {date}，有 {n} 件事值得关注。",
  "today.risk": "风险",
  "today.chance": "机会",
  "today.customer": "客户",
  "today.days": "距上次天数",
  "today.value": "累计净额",
  "today.before": "之前",
  "today.now": "近期",
  "today.change": "变化",
  "today.slipping": "{n} 位高价值客户正在流失",
  "today.slippingAbout": "累计净额，占全部的 {share}",
  "today.slippingWhy":
    "消费高于平均水平，但距上次购买已超过平均的 {days} 天；最近离开的排在最前，最容易挽回。",
  "today.second": "{n} 位首购客户到了复购的时候",
  "today.secondAbout": "首单净额",
  "today.secondWhy": "只买过一次，距今 {from} 至 {to} 天：回头客中间一半的人正是在这段时间里再次购买的。",
  "today.less": "{n} 位客户买得比之前少得多",
  "today.more": "{n} 位客户买得比之前多得多",
  "today.against": "近 {days} 天与之前 {days} 天相比",
  "today.changeWhy": "购买者中净额变化最大的客户；全店近 {days} 天为 {now}，之前 {days} 天为 {before}。",
  "today.quiet": "{n} 位重要价值客户还没有带来过新客",
  "today.quietAbout": "自己的累计净额",
  "today.quietWhy": "买得近、买得勤、买得多，但尚无成交来自他们的推荐；全部推荐共带来 {brought}。",
  "today.members": "{n} 位会员从未购买",
  "today.membersAbout": "截至当日没有订单",
  "today.membersWhy": "已入会且未退会，但没有任何订单。这里只能统计人数，名单请见会员文件。",
  "today.nothing": "{date}没有需要关注的事项",
  "today.nothingHow": "没有客户符合这里的任何一种情形。可以换一个较晚的日期，或加入更多数据。",
  "today.noSlipping": "没有高价值客户离开得比平均更久。",
  "today.noSecond": "没有首购客户到了复购的时候。",
  "today.noQuiet": "每位重要价值客户都带来过成交。",
  "today.noMembers": "所有会员都已购买。",
  "today.unknownSecond": "无法判断何时该有第二单：目前有第二次购买的客户不足 30 人。",
  "today.unknownChange": "无法与之前比较：截至该日期的数据不足 60 天。",
  "today.unknownReferrals":
    "无法判断谁带来了新客：数据中没有可用的推荐关系。加上推荐人列或推荐关系文件即可。",
  "today.unknownMembers": "仅凭订单看不到从未购买的会员。加上会员文件即可统计。",
  "people.all": "查看全部 {n} 人",
  "people.fewer": "收起",
  "people.csv": "下载 CSV：{title}",
  "people.cut": "此处为前 {shown} 人，CSV 含全部 {n} 人。",
};
