//! Rules: the bytes, the XML, the namespaces and the root element.
use crate::validate::rule::rules;

rules! {
    SAX_ERROR "SAXError" Error "XML 1.0; Namespaces in XML 1.0"
        "The document is not well-formed XML, so no reader can rely on anything in it."
        "Correct the syntax at this place; nothing after it was judged.";
    VALIDATOR_LIMIT "ValidatorLimit" Error "limits of this validator"
        "The document is larger or deeper than any feed has to be, so it was not read to its end."
        "Split the feed into pages or take the nesting out.";
    UNICODE_ERROR "UnicodeError" Error "XML 1.0 4.3.3; RFC 7303 3"
        "Some bytes are not text in the encoding the document is in."
        "Write the document in UTF-8 and say so.";
    UNKNOWN_ENCODING "UnknownEncoding" Error "XML 1.0 4.3.3"
        "The document names an encoding that does not exist."
        "Write UTF-8 and encoding=\"utf-8\".";
    OBSCURE_ENCODING "ObscureEncoding" Warning "XML 1.0 4.3.3"
        "Parsers need not know this encoding, and many do not."
        "Write the document in UTF-8.";
    NONSTD_ENCODING "NonstdEncoding" Info "XML 1.0 4.3.3"
        "Parsers must know only UTF-8 and UTF-16."
        "Write the document in UTF-8.";
    MISSING_ENCODING "MissingEncoding" Info "XML 1.0 4.3.3"
        "Without a declaration the encoding must be guessed when the document is passed on."
        "Begin with <?xml version=\"1.0\" encoding=\"utf-8\"?>.";
    ENCODING_MISMATCH "EncodingMismatch" Warning "RFC 7303 3"
        "The media type and the document name different encodings, and readers differ on which to believe."
        "Say UTF-8 in both, or in neither.";
    NOT_UTF8 "NotUTF8" Warning "Apple Podcasts requirements"
        "Podcast directories take UTF-8 only."
        "Write the document in UTF-8.";
    BAD_XML_VERSION "BadXmlVersion" Error "XML 1.0 2.8"
        "Hardly any parser reads XML 1.1."
        "Declare version=\"1.0\".";
    INVALID_DOCTYPE "InvalidDoctype" Error "RSS 0.91"
        "The document type declaration is that of another version."
        "Take the <!DOCTYPE> out.";
    DEPRECATED_DTD "DeprecatedDTD" Error "RSS 0.91"
        "The DTD is no longer where it is said to be, so a parser that fetches it fails."
        "Take the <!DOCTYPE> out, and write characters instead of names such as &eacute;.";
    CONTAINS_SYSTEM_ENTITY "ContainsSystemEntity" Info "XML 1.0 4.2.2"
        "Readers must not and do not fetch other documents to understand this one."
        "Take the <!DOCTYPE> out.";
    UNDEFINED_NAMED_ENTITY "UndefinedNamedEntity" Error "XML 1.0 4.1"
        "XML declares five names only; this one means nothing here."
        "Write the character itself or its number.";
    UNKNOWN_NAMESPACE "UnknownNamespace" Warning "Namespaces in XML 1.0"
        "Few readers will understand elements from this namespace; a slip in its spelling looks the same."
        "Check the spelling; keep it if it is meant.";
    INVALID_NAMESPACE "InvalidNamespace" Error "RFC 4287 1.2; RSS 2.0"
        "In this namespace the elements are not the ones readers look for."
        "Use the namespace of the format.";
    MISSING_NAMESPACE "MissingNamespace" Error "RFC 4287 1.2"
        "Without its namespace the element is not the one readers look for."
        "Declare the namespace with xmlns.";
    OBSOLETE_NAMESPACE "ObsoleteNamespace" Error "RFC 4287"
        "This version of the format was given up."
        "Move to Atom 1.0.";
    MEDIA_RSS_NAMESPACE "MediaRssNamespace" Error "Media RSS 1.5.1"
        "Without the slash at its end this is another namespace, and the pictures are not seen."
        "Write http://search.yahoo.com/mrss/.";
    OBSOLETE_WIKI_NAMESPACE "ObsoleteWikiNamespace" Warning "mod_wiki"
        "This namespace belongs to a draft."
        "Use http://purl.org/rss/1.0/modules/wiki/.";
    AVOID_NAMESPACE_PREFIX "AvoidNamespacePrefix" Warning "RFC 4287 1.2"
        "Some readers understand the elements only without a prefix."
        "Make it the default namespace.";
    RESERVED_PREFIX "ReservedPrefix" Warning "Namespaces in XML 1.0"
        "Readers that look at prefixes take these elements for others."
        "Choose another prefix.";
    NONSTD_PREFIX "NonstdPrefix" Info "Namespaces in XML 1.0"
        "Readers that look at prefixes do not recognise these elements."
        "Use the usual prefix.";
    UNDETERMINABLE_VOCABULARY "UndeterminableVocabulary" Warning "RFC 4287 6.4"
        "An element in no namespace cannot be told from others of its name."
        "Put it in a namespace.";
    NOT_IN_A_NAMESPACE "NotInANamespace" Error "RSS 2.0 extending"
        "Elements that RSS does not define must be in a namespace."
        "Put it in a namespace.";
    INVALID_RSS_VERSION "InvalidRSSVersion" Error "RSS 2.0 rss"
        "There is no such version."
        "Write version=\"2.0\".";
    INVALID_OPML_VERSION "InvalidOPMLVersion" Error "OPML 2.0"
        "There is no such version."
        "Write version=\"2.0\".";
    BAD_CHARACTERS "BadCharacters" Warning "Unicode"
        "These characters show that text was decoded with the wrong encoding."
        "Find where the text is read and name its true encoding there.";
}
