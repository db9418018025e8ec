"""Files that mean harm, made on the spot: bombs, loops, tricks with entities, lies about what they are."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, head: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A Word document around the XML of its body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _RELS)
        packed.writestr(
            "word/document.xml", f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>'
        )
        for name, data in (extra or {}).items():
            packed.writestr(name, data)
    return out.getvalue()


def paragraph(text: str, props: str = "") -> str:
    """One paragraph of a Word document; `props` are the properties of its run."""
    return f"<w:p><w:r><w:rPr>{props}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def pdf(*contents: bytes, extra: bytes = b"", pages: int | None = None) -> bytes:
    """A PDF with one page for each content stream, Helvetica as /F1; `pages` repeats the first."""
    streams = list(contents) * (pages or 1)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b">>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for stream in streams:
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (len(objects) + 2)
        )
        packed = zlib.compress(stream)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(out)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        xref,
    )


def shown(*lines: str, color: str = "0 g", size: int = 12) -> bytes:
    """A content stream that prints lines from the top of a page."""
    text = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    return f"BT /F1 {size} Tf {color} 72 770 Td {text} ET".encode("latin-1")


def _zip_bomb() -> bytes:
    return docx(paragraph("a" * 80_000_000))


def _many_parts() -> bytes:
    return docx(paragraph("Text."), extra={f"word/part{n}.xml": b"<a/>" for n in range(4000)})


def _bomb_in_a_style() -> bytes:
    return docx(paragraph("Text."), extra={"word/styles.xml": b"<a>" + b" " * 70_000_000 + b"</a>"})


def _laughs(root: str) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "lol">{entities}]>'


def _encrypted_pdf() -> bytes:
    data = pdf(shown("A call for proposals."))
    trailer = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O ("
        + b"x" * 32
        + b") /U ("
        + b"y" * 32
        + b") /P -4 >> /ID [(a)(b)] /Root"
    )
    return data.replace(b"/Root", trailer, 1)


def _deep_pdf() -> bytes:
    return pdf(shown("Text."), extra=b"/Deep " + b"[" * 200_000 + b"]" * 200_000)


def _looping_pages() -> bytes:
    return pdf(shown("Text.")).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")


def _nested_zip() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bomb", b"0" * 10_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in range(50):
            packed.writestr(f"{n}.zip", inner.getvalue())
    return out.getvalue()


def _deep_xml() -> bytes:
    return docx("<w:p>" * 100_000 + "</w:p>" * 100_000)


FILES: dict[str, Callable[[], bytes]] = {
    "zip-bomb.docx": _zip_bomb,
    "many-parts.docx": _many_parts,
    "bomb-in-a-style.docx": _bomb_in_a_style,
    "nested.docx": _nested_zip,
    "deep.docx": _deep_xml,
    "laughs.docx": lambda: docx(paragraph("&l9;"), head=_laughs("w:document")),
    "outside-entity.docx": lambda: docx(
        paragraph("&x;"), head='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "cut.docx": lambda: docx(paragraph("A call."))[:300],
    "no-word.docx": lambda: _nested_zip()[:2000],
    "rubbish-inside.docx": lambda: docx("<w:p><w:broken"),
    "old-office.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
    "laughs.xml": lambda: ('<?xml version="1.0"?>' + _laughs("a") + "<a>&l9;</a>").encode(),
    "encrypted.pdf": _encrypted_pdf,
    "cut.pdf": lambda: pdf(shown("A call for proposals."))[:200],
    "rubbish.pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400,
    "looping.pdf": _looping_pages,
    "deep.pdf": _deep_pdf,
    "too-many-pages.pdf": lambda: pdf(shown("Text on a page."), pages=4000),
    "stream-bomb.pdf": lambda: pdf(b"BT /F1 12 Tf (" + b"a" * 150_000_000 + b") Tj ET"),
    "endless-drawing.pdf": lambda: pdf(b"0 0 m 1 1 l S " * 6_000_000),
    "pictures-only.pdf": lambda: pdf(b"0 0 100 100 re f"),
    "empty.pdf": lambda: b"",
    "blank.txt": lambda: b" \n\t\n" * 100,
    "hundred-megabytes.txt": lambda: "一、申报条件。\n".encode() * 5_000_000,
    "thirty-megabytes.txt": lambda: b"An endless text. " * 1_800_000,
    "one-line.txt": lambda: b"a" * 5_000_000,
    "binary.txt": lambda: bytes(range(256)) * 4000,
    "half-utf16.txt": lambda: b"\xff\xfe" + "申报".encode("utf-16-le") + b"\xd8",
    "picture.md": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
    "programme.pdf.txt": lambda: b"\x7fELF" + b"\0" * 5000,
    "deep.html": lambda: b"<html><body>" + b"<div>" * 300_000 + b"x" + b"</div>" * 300_000,
    "many.html": lambda: b"<html><body>" + b"<p>x</p>" * 700_000,
    "script-only.html": lambda: b"<html><body><script>" + b"x()" * 100_000 + b"</script></body></html>",
    "brackets.md": lambda: b"[" * 200_000 + b"](" * 100_000,
    "numbers.txt": lambda: ("\n".join(f"{n}." for n in range(1, 300_000))).encode(),
    "one-word-lines.txt": lambda: b"a\n" * 2_000_000,
}


def hostile_files(folder: Path) -> Iterator[Path]:
    """Write each file and give its path; a path that is no file comes last."""
    for name, make in FILES.items():
        path = folder / name
        path.write_bytes(make())
        yield path
        path.unlink()
