"""Papers: both languages can be read, searched and copied again; hostile text stays text."""

from __future__ import annotations

import io

from pypdf import PdfReader

from cogov.ui.pdf import Paper


def read(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def sample() -> Paper:
    paper = Paper("积分对账单 Statement", subtitle="2026年3月 · March", footer="未来市")
    paper.heading("说明 Notes")
    paper.text("路灯不亮了，已经修好。The lamp is lit again.\n第二行")
    paper.pairs([("姓名", "王小明"), ("Points", "120")])
    paper.table(["日期 Day", "积分 Points"], [["3月1日", 12], ["3月2日", -5]], numbers={1})
    paper.qr("https://city.example/check/abc", "扫码核验 Scan to check")
    return paper


def test_chinese_and_english_can_be_extracted_from_every_part() -> None:
    text = read(sample().bytes()).replace("\n", "")
    for part in (
        "积分对账单", "Statement", "March", "未来市", "说明", "路灯不亮了，已经修好。", "The lamp is lit again.",
        "第二行", "王小明", "120", "日期", "3月1日", "-5", "扫码核验", "Scan to check",
    ):  # fmt: skip
        assert part in text, part


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    paper = Paper("<b>title</b>")
    paper.text('<a href="javascript:x">&amp;</a><font name="x">')
    assert '<a href="javascript:x">&amp;</a><font name="x">' in read(paper.bytes()).replace("\n", "")


def test_the_same_content_gives_the_same_bytes() -> None:
    assert sample().bytes() == sample().bytes()


def test_a_long_table_runs_over_pages_with_its_head_on_each() -> None:
    paper = Paper("表")
    paper.table(["序号", "Text"], [[number, "很长的一段话" * 6] for number in range(120)])
    pages = PdfReader(io.BytesIO(paper.bytes())).pages
    assert len(pages) > 2
    assert all("序号" in page.extract_text() for page in pages)


def test_a_page_of_chinese_needs_a_few_kilobytes() -> None:
    assert len(sample().bytes()) < 40_000


def test_every_size_and_the_centred_form_can_be_drawn() -> None:
    for size in ("a4", "a5", "a6", "a4-wide"):
        paper = Paper("荣誉证书", size=size, centred=True)
        paper.rule()
        paper.space(4)
        paper.text("特发此证", size=14, muted=True)
        paper.qr("https://city.example/c/1", "核验")
        assert "特发此证" in read(paper.bytes())


def test_the_answer_of_a_view_is_a_file_that_browsers_do_not_guess_about() -> None:
    answer = sample().response("statement.pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="statement.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def test_a_framed_paper_stays_on_one_page_and_says_the_same() -> None:
    paper = Paper("荣誉证书", subtitle="Certificate", centred=True, frame=True, footer="证书 1")
    paper.text("王小明", size=22)
    paper.qr("https://city.example/c/1", "核验")
    data = paper.bytes()
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    for part in ("荣誉证书", "王小明", "核验", "证书 1"):
        assert part in read(data)
