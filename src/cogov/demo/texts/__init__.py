"""How residents and staff write.

Templates have slots: `{p}` the place, `{s}` since when, `{d}` for how long, `{n}` a small number.
An opener and a closer around them make about 150 different texts of each phrasing and place.
"""

from __future__ import annotations

from cogov.demo.texts import components, emergencies, events, voices
from cogov.demo.texts.model import Said, Voices

__all__ = ["CLOSERS", "LASTING", "OPENERS", "PLACES", "SINCE", "VOICES", "Said"]

VOICES: Voices = {**components.VOICES, **events.VOICES, **emergencies.VOICES, **voices.VOICES}
# Before and after the text, by language; most people write neither.
OPENERS: dict[str, tuple[str, ...]] = {
    "zh-hans": (
        "",
        "",
        "",
        "",
        "",
        "",
        "您好，",
        "你好，",
        "师傅您好，",
        "请问，",
        "又来反映了，",
        "反映一下，",
        "麻烦看看：",
    ),
    "en": ("", "", "", "", "Hello. ", "Hi! ", "Good morning. "),
}
CLOSERS: dict[str, tuple[str, ...]] = {
    "zh-hans": (
        "", "", "", "", "", "", "", "谢谢！", "麻烦尽快处理。", "希望有人来看看。", "拜托了。", "辛苦了。",
        "请回复。", "很多邻居都有意见。", "老人小孩都从这过。", "已经不是第一次了。", "照片见附件。",
    ),
    "en": ("", "", "", "", " Thanks!", " Please have a look.", " Many neighbours say the same.", " Children pass."),
}  # fmt: skip
SINCE: dict[str, tuple[str, ...]] = {
    "zh-hans": ("昨天晚上", "前天", "今天早上", "上周末", "昨天下午", "上周三", "大前天", "上个星期", "刚才", "前两天"),
    "en": ("last night", "yesterday", "this morning", "last weekend", "Monday", "two days ago", "last week"),
}
LASTING: dict[str, tuple[str, ...]] = {
    "zh-hans": ("两天", "三天", "快一个星期", "一个多星期", "半个月", "快一个月", "好几天", "四五天", "两个月"),
    "en": ("two days", "three days", "almost a week", "two weeks", "nearly a month", "several days"),
}
# How people say where: {road} {no} {cross} {near}. The last form is for places without a crossing.
PLACES: dict[str, tuple[str, ...]] = {
    "zh-hans": (
        "{road}{no}号门口", "{road}与{cross}路口", "{near}旁边", "{road}（近{near}）", "{near}门口", "{road}{no}号附近",
        "{road}和{cross}交叉口东边", "{near}后面的{road}", "{road}靠近{cross}这一段", "{near}北侧",
    ),
    "en": (
        "{no} {road}", "the corner of {road} and {cross}", "{near}", "{road} near {near}", "{road}, close to no. {no}",
        "{road} between {cross} and {near}", "the back of {near}",
    ),
}  # fmt: skip
