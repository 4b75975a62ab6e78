// The few words that scripts say themselves; all others come with the page, translated there.
const zh = document.documentElement.lang.startsWith("zh");
const pick = (chinese, english) => (zh ? chinese : english);

export const words = {
  close: pick("关闭", "Close"),
  closeMessage: pick("关闭消息", "Close message"),
  failed: pick("没有成功，请再试一次。", "That did not work. Please try again."),
  offline: pick("现在没有网络。", "There is no network at the moment."),
  next: pick("下一步", "Next"),
  back: pick("上一步", "Back"),
  steps: pick("填写步骤", "Steps of this form"),
  step: (n, all) => pick(`第 ${n} 步，共 ${all} 步`, `Step ${n} of ${all}`),
  nextRow: pick("下一件", "Next"),
  previousRow: pick("上一件", "Previous"),
  kept: pick("上次没写完的内容还在。", "What you wrote last time is still here."),
  afresh: pick("重新开始", "Start afresh"),
  required: pick("请填写这一项。", "Please fill this in."),
  email: pick("请填写完整的邮箱地址，例如 li@example.org。", "Please enter a whole address, like li@example.org."),
  pick: pick("搜索，或从列表中选", "Search, or look through the list"),
  found: (n) => pick(`找到 ${n} 项`, n === 1 ? "1 found" : `${n} found`),
  noneFound: pick("没有找到，换个词试试。", "Nothing found. Try another word."),
  copied: pick("已复制。", "Copied."),
  keys: pick("快捷键", "Keys"),
  showKeys: pick("显示快捷键", "Show these keys"),
  singleKeys: pick("使用单键操作", "Use single keys"),
};
