"""What evidence can be, what a file can be, and how much of it can be kept."""

import enum

TITLE_LIMIT = 200
ADDRESS_LIMIT = 2_000
QUOTATION_LIMIT = 20_000
SAID_BY_LIMIT = 300
NAME_LIMIT = 120
ONCE_LIMIT = 40
MEBIBYTE = 2**20
LARGEST_FILE = 25 * MEBIBYTE
MOST_AT_ONCE = 20


class Kind(enum.StrEnum):
    """What a piece of evidence is."""

    FILE = "file"
    LINK = "link"
    QUOTATION = "quotation"


class Medium(enum.StrEnum):
    """A kind of file that can be kept; what the browser is told of each is in ``_SAID``."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    TEXT = "text"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    ODG = "odg"
    MP3 = "mp3"
    OGG = "ogg"
    MP4 = "mp4"
    WEBM = "webm"

    @property
    def media_type(self) -> str:
        """What programs call it."""
        return _SAID[self][0]

    @property
    def called(self) -> str:
        """What people call it."""
        return _SAID[self][1]

    @property
    def endings(self) -> tuple[str, ...]:
        """How names of such files end; the first is given to one that has none of them."""
        return tuple(_SAID[self][2].split())


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_SAID: dict[Medium, tuple[str, str, str]] = {
    Medium.PDF: ("application/pdf", "PDF", "pdf"),
    Medium.PNG: ("image/png", "PNG picture", "png"),
    Medium.JPEG: ("image/jpeg", "JPEG picture", "jpg jpeg"),
    Medium.WEBP: ("image/webp", "WebP picture", "webp"),
    Medium.GIF: ("image/gif", "GIF picture", "gif"),
    Medium.TEXT: (
        "text/plain",
        "Text",
        "txt md markdown csv tsv org rst log json yaml yml sql",
    ),
    Medium.DOCX: (f"{_OFFICE}wordprocessingml.document", "Word document", "docx"),
    Medium.XLSX: (f"{_OFFICE}spreadsheetml.sheet", "Excel workbook", "xlsx"),
    Medium.PPTX: (f"{_OFFICE}presentationml.presentation", "PowerPoint slides", "pptx"),
    Medium.ODT: (f"{_OPEN}text", "OpenDocument text", "odt"),
    Medium.ODS: (f"{_OPEN}spreadsheet", "OpenDocument spreadsheet", "ods"),
    Medium.ODP: (f"{_OPEN}presentation", "OpenDocument slides", "odp"),
    Medium.ODG: (f"{_OPEN}graphics", "OpenDocument drawing", "odg"),
    Medium.MP3: ("audio/mpeg", "MP3 recording", "mp3"),
    Medium.OGG: ("audio/ogg", "Ogg recording", "ogg oga ogv opus"),
    Medium.MP4: ("video/mp4", "MP4 film", "mp4 m4v m4a"),
    Medium.WEBM: ("video/webm", "WebM film", "webm"),
}
WHAT_IS_KEPT = (
    "PDF, pictures (PNG, JPEG, WebP, GIF), plain text, documents of Word, Excel, PowerPoint "
    "and LibreOffice, and MP3, MP4, Ogg or WebM recordings"
)
