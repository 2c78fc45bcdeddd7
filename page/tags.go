package page

// tag is an element's name; tagOther is one that does not matter here.
type tag uint8

const (
	tagOther tag = iota
	tagA
	tagAddress
	tagArticle
	tagAside
	tagBlockquote
	tagBody
	tagBr
	tagButton
	tagCenter
	tagDd
	tagDiv // and what is like it
	tagDl
	tagDt
	tagFigcaption
	tagFigure
	tagFooter
	tagForm
	tagH1
	tagH2
	tagH3
	tagH4
	tagHeader
	tagHr
	tagHTML
	tagLi
	tagLink
	tagMain
	tagMeta
	tagNav
	tagOl
	tagP
	tagPre
	tagScript
	tagSection
	tagSkipped // an element whose text is not shown
	tagTable
	tagTd
	tagTh
	tagTime
	tagTitle
	tagTr
	tagUl
	tagCount
)

// tags gives the tag of a name. The raw elements (script, style, title …) have
// their text in the next token.
var tags = map[string]tag{
	"a": tagA, "address": tagAddress, "article": tagArticle, "aside": tagAside, "blockquote": tagBlockquote,
	"body": tagBody, "br": tagBr, "button": tagButton, "center": tagCenter, "dd": tagDd, "dl": tagDl, "dt": tagDt,
	"figcaption": tagFigcaption, "figure": tagFigure, "footer": tagFooter, "form": tagForm,
	"h1": tagH1, "h2": tagH2, "h3": tagH3, "h4": tagH4, "h5": tagH4, "h6": tagH4,
	"header": tagHeader, "hr": tagHr, "html": tagHTML, "li": tagLi, "link": tagLink, "main": tagMain, "meta": tagMeta,
	"nav": tagNav, "ol": tagOl, "p": tagP, "pre": tagPre, "section": tagSection,
	"table": tagTable, "td": tagTd, "th": tagTh, "time": tagTime, "title": tagTitle, "tr": tagTr, "ul": tagUl,
	"div": tagDiv, "details": tagDiv, "summary": tagDiv, "fieldset": tagDiv, "caption": tagFigcaption, "hgroup": tagDiv,
	"tbody": tagDiv, "thead": tagDiv, "tfoot": tagDiv, "dialog": tagSkipped, "menu": tagUl,

	"script": tagScript, "style": tagSkipped, "noscript": tagSkipped, "iframe": tagSkipped, "noframes": tagSkipped,
	"noembed": tagSkipped, "textarea": tagSkipped, "xmp": tagSkipped, "select": tagSkipped, "svg": tagSkipped,
	"math": tagSkipped, "canvas": tagSkipped, "object": tagSkipped, "template": tagSkipped,
	"video": tagSkipped, "audio": tagSkipped,
}

// tagOf is the tag of a name in lower case. A name with a hyphen is an element
// of the page's own making, which lays out blocks more often than not.
func tagOf(name []byte) tag {
	if t, ok := tags[string(name)]; ok {
		return t
	}
	for _, c := range name {
		if c == '-' {
			return tagDiv
		}
	}
	return tagOther
}

// property is what a tag does.
type property uint8

const (
	isBlock   property = 1 << iota // its text is a block of its own
	isSkipped                      // its text is not shown
	isHeading
)

var properties = func() (p [tagCount]property) {
	for _, t := range []tag{
		tagAddress, tagArticle, tagAside, tagBlockquote, tagBody, tagCenter, tagDd, tagDiv, tagDl, tagDt,
		tagFigcaption, tagFigure, tagFooter, tagForm, tagHeader, tagHr, tagHTML, tagLi, tagMain, tagNav, tagOl, tagP,
		tagPre, tagSection, tagTable, tagTd, tagTh, tagTr, tagUl,
	} {
		p[t] = isBlock
	}
	for _, t := range []tag{tagH1, tagH2, tagH3, tagH4} {
		p[t] = isBlock | isHeading
	}
	p[tagSkipped] = isSkipped
	p[tagButton] = isSkipped
	return p
}()
