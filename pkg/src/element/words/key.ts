// Words about the columns that name the customer; they come with what says them. Plain strings, so that a test can
// read this file as JavaScript.

export const en = {
  "key.none": "No column names the customer. These could:",
  "key.nothing":
    "No column names the customer, and none holds telephone numbers or names of receivers. Export the orders with them, or choose a column here.",
  "key.means":
    "A number is often a household, a name can be several people’s, who has two numbers counts as two, and where digits are hidden (*), strangers may become one.",
  "key.masked": "Hidden parts (*): different people may be taken for one.",
  "key.more": "This tells more of them apart:",
};

export const zh = {
  "key.none": "没有识别出客户列。可以用这些列代替：",
  "key.nothing": "没有识别出客户列，也没有手机号或收货人。请导出含这些列的订单，或在此选择一列。",
  "key.means":
    "一个号码往往是一家人，同名的可能是多人，有两个号码的人会算作两位；带星号（*）时，不同的人可能被当作一人。",
  "key.masked": "带星号（*）：不同的人可能被当作一人。",
  "key.more": "这样能区分更多人：",
};
