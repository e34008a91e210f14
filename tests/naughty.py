"""Words that break software which is careless with words; ours, for every text field.

``NAUGHTY`` can be kept and has to come back as it was. ``UNKEEPABLE`` no database could hold.
"""

NAUGHTY = (
    "<script>alert('kept')</script>",
    "\"><img src=x onerror=alert('kept')>",
    "'; DROP TABLE activity; --",
    "' OR 1=1 --",
    "{{ 7 * 7 }}{% for x in y %}${7*7}<%= 7*7 %>",
    "%s %d %n {0} {name} {__class__} %(x)s",
    "../../../etc/passwd",
    "\\\\server\\share \\0 \\n \\",
    "&amp; &lt;b&gt; &#x3c;",
    "<!-- --> ]]> <![CDATA[x]]>",
    "javascript:alert(1) data:text/html,<b>x</b>",
    "=1+1 +1 -1 @SUM(A1) |calc",
    "null None undefined NaN true false nil",
    "0 -1 1e309 Infinity 0x0 1,000.00",
    "bell \x07 escape \x1b[31m backspace \x08 delete \x7f",
    "zero\u200bwidth soft\u00adhyphen \ufeff mark",
    "right \u202eto left\u202c and \u2067isolates\u2069",
    "العربية עברית فارسی",
    "日本語 한국어 中文 ภาษาไทย हिन्दी",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇵🇹 👍🏽 🎉",
    "Z̸̢̛͙a̷͓͑l̶̰͒g̵̱̈́o̴̟͐",
    "cafe\u0301 café ﬁ ß ẞ İ ı Ǆ",  # noqa: RUF001 - ambiguous on purpose
    "“quotes” ‘single’ «guillemets» „low“",
    "tab\tinside  and   spaces",
    "\u2028line\u2029paragraph\u0085next",
    "𝒻𝒶𝓃𝒸𝓎 𝟙𝟚𝟛 ¹²³ Ⅷ ٣",  # noqa: RUF001 - ambiguous on purpose
    "#️⃣ # @ ## @@ #! @- http:// https://[ 99999999999999h",
    "x" * 400,
    "Q" + "\u0300" * 60,
)
UNKEEPABLE = ("nothing\x00here", "\x00")
