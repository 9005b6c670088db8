// Words of what comes with the form's first use, and that come with it. Plain strings, so that a test can read this
// file as JavaScript.

export const en = {
  "data.firstFound": "{used} of the first {rows} rows count.",
  "data.firstNothing": "Nothing can be read yet: choose the columns above.",
  "data.firstResult": "Result",
  "data.firstPart": "Used: part of its order",
  "data.savedFits": "Saved for files with these headers:",
  "data.savedWhat": "Kept in this browser until you delete it: the headers and your choices, never a row.",
  "data.savedName": "Name, for example “Shop export”",
  "data.save": "Save",
  "data.savedUse": "Use “{name}”",
  "data.savedOther": "for other headers",
  "data.savedDelete": "Delete “{name}”",
  "data.savedGone": "Deleted.",
  "data.savedDone": "Saved.",
  "data.savedNot": "This browser does not let the page keep anything.",
  "data.savedStrange": "This file holds no saved choices.",
  "data.savedExport": "Export as JSON",
  "data.savedImport": "Import JSON",
  "form.none": "No column names the customer. These could:",
  "form.nothing":
    "No column names the customer, and none holds telephone numbers or names of receivers. Export the orders with them, or choose a column here.",
  "form.means":
    "Mind that one number is often a whole household, a name can be several people’s, and whoever has two numbers counts as two. Where digits are hidden (*), strangers may become one.",
  "form.masked": "Hidden parts (*): different people may be taken for one.",
  "form.more": "This tells more of them apart:",
};

export const zh = {
  "data.firstFound": "前 {rows} 行中有 {used} 行计入。",
  "data.firstNothing": "还无法读取：请先在上方选择列。",
  "data.firstResult": "结果",
  "data.firstPart": "计入：属于同一订单",
  "data.savedFits": "已保存的选择适用于此表头：",
  "data.savedWhat": "只保存在此浏览器中，直到您删除：仅表头和您的选择，不含任何数据行。",
  "data.savedName": "名称，例如“店铺导出”",
  "data.save": "保存",
  "data.savedUse": "使用“{name}”",
  "data.savedOther": "适用于其他表头",
  "data.savedDelete": "删除“{name}”",
  "data.savedGone": "已删除。",
  "data.savedDone": "已保存。",
  "data.savedNot": "此浏览器不允许页面保存内容。",
  "data.savedStrange": "此文件中没有保存的选择。",
  "data.savedExport": "导出 JSON",
  "data.savedImport": "导入 JSON",
  "form.none": "没有识别出客户列。可以用这些列代替：",
  "form.nothing": "没有识别出客户列，也没有手机号或收货人。请导出含这些列的订单，或在此选择一列。",
  "form.means":
    "请注意：一个号码往往是一家人，同名的可能是多人，有两个号码的人会算作两位；带星号（*）时，不同的人可能被当作一人。",
  "form.masked": "带星号（*）：不同的人可能被当作一人。",
  "form.more": "这样能区分更多人：",
};
