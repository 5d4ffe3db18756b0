//! Rules: what single values must be.
use crate::validate::rule::rules;

rules! {
    NOT_BLANK "NotBlank" Warning "RFC 4287 4; RSS profile"
        "An empty element says nothing."
        "Fill it, or take it out.";
    ATTR_NOT_BLANK "AttrNotBlank" Warning "RFC 4287 4"
        "An empty attribute says nothing."
        "Fill it, or take it out.";
    TOO_LONG "TooLong" Error "Apple Podcasts; Podcasting 2.0"
        "What is longer is cut or refused."
        "Shorten it.";
    INVALID_LINK "InvalidLink" Error "RFC 3986"
        "What is there is no address."
        "Write an address.";
    INVALID_FULL_LINK "InvalidFullLink" Error "RFC 3986 3"
        "A whole address with its scheme must stand here."
        "Write the address in full.";
    INVALID_IRI "InvalidIRI" Error "RFC 3987"
        "What is there is no address."
        "Write an address.";
    URI_NOT_IRI "UriNotIri" Error "RFC 3986 2"
        "Characters outside ASCII must be escaped here."
        "Write the host in punycode and escape the rest with %.";
    INVALID_URI_CHAR "InvalidUriChar" Error "RFC 3986 2"
        "This character may not stand in an address."
        "Escape it with %.";
    INVALID_URI_ATTRIBUTE "InvalidURIAttribute" Error "RFC 3986"
        "What is there is no address."
        "Write an address.";
    INVALID_URL_ATTRIBUTE "InvalidURLAttribute" Error "RFC 3986; RSS 2.0 enclosure"
        "An address of http or https must stand here."
        "Write such an address.";
    INVALID_HTTP_GUID "InvalidHttpGUID" Error "RSS 2.0 guid"
        "A guid that does not say otherwise is the address of the item."
        "Write an address, or say isPermaLink=\"false\".";
    INVALID_PERMALINK "InvalidPermalink" Error "RSS 2.0 guid"
        "Readers open a permanent link, and this one cannot be opened."
        "Say isPermaLink=\"false\".";
    INVALID_TAG "InvalidTAG" Error "RFC 4151 2"
        "What is there is no tag URI."
        "Write tag:AUTHORITY,YYYY-MM-DD:NAME.";
    INVALID_URN "InvalidURN" Error "RFC 8141 2"
        "What is there is no URN."
        "Write urn:NAMESPACE:NAME.";
    INVALID_UUID "InvalidUUID" Error "RFC 9562 4"
        "What is there is no UUID."
        "Write 32 hexadecimal digits in the groups 8-4-4-4-12.";
    NON_CANONICAL_URI "NonCanonicalURI" Warning "RFC 4287 4.2.6.1; RFC 3986 6"
        "Identifiers are compared character by character; another spelling would be another item."
        "Write the canonical form.";
    SCHEME_NOT_IANA_REGISTERED "SchemeNotIANARegistered" Warning "RFC 7595"
        "Few programs know what to do with this scheme."
        "Use a registered scheme.";
    NOT_SUFFICIENTLY_UNIQUE "NotSufficientlyUnique" Warning "RSS 2.0 guid"
        "Other feeds use the same small numbers."
        "Put your domain into the guid.";
    INVALID_RFC3339_DATE "InvalidRFC3339Date" Error "RFC 4287 3.3; RFC 3339"
        "Readers cannot sort by it."
        "Write 2026-11-22T17:00:00Z.";
    INVALID_W3CDTF_DATE "InvalidW3CDTFDate" Error "W3C NOTE-datetime"
        "Readers cannot sort by it."
        "Write 2026-11-22T17:00:00Z or a part of it from the left.";
    INVALID_ISO8601_DATE_TIME "InvalidISO8601DateTime" Error "ISO 8601"
        "Readers cannot sort by it."
        "Write 2026-11-22T17:00:00Z or a part of it from the left.";
    INVALID_RFC2822_DATE "InvalidRFC2822Date" Error "RFC 822 5; RFC 2822 3.3; RSS 2.0"
        "Readers cannot sort by it."
        "Write Sun, 22 Nov 2026 17:00:00 +0000.";
    INCORRECT_DOW "IncorrectDOW" Error "RFC 822 5.2"
        "The weekday is not that day's, so one of them is wrong."
        "Correct the weekday, or leave it out.";
    PROBLEMATICAL_RFC822_DATE "ProblematicalRFC822Date" Warning "RFC 2822 4.3; RSS profile"
        "Only some readers understand this spelling."
        "Write Sun, 22 Nov 2026 17:00:00 +0000.";
    IMPLAUSIBLE_DATE "ImplausibleDate" Warning "RSS profile; RFC 4287 4.2.15"
        "Some readers hide items from the future, others keep them on top for ever."
        "Check the clock and the zone.";
    INVALID_LANGUAGE "InvalidLanguage" Error "RFC 5646"
        "There is no such language."
        "Write a tag such as en or pt-BR.";
    INVALID_CONTACT "InvalidContact" Error "RFC 5322 3.4; RFC 4287 3.2.3"
        "What is there is no mail address."
        "Write an address, or take it out.";
    INVALID_ADDR_SPEC "InvalidAddrSpec" Error "RFC 4287 3.2.3; RFC 5322 3.4.1"
        "What is there is no bare mail address."
        "Write the address alone, without a name or brackets.";
    UNKNOWN_HOST "UnknownHost" Warning "RFC 5321 2.3.5"
        "Mail to this host cannot arrive."
        "Write the whole domain.";
    EMAIL_FORMAT "EmailFormat" Warning "RSS profile author"
        "Readers expect the address first and the name in brackets."
        "Write address@example.org (Name).";
    MISSING_REAL_NAME "MissingRealName" Warning "RSS profile author"
        "Readers show an address where a name should be."
        "Write address@example.org (Name).";
    CONTAINS_EMAIL "ContainsEmail" Warning "RFC 4287 3.2.1"
        "The address will be harvested, and the name cannot be shown."
        "Move it to <email>, or take it out.";
    INVALID_INTEGER "InvalidInteger" Error "the element's definition"
        "A whole number must stand here."
        "Write digits only.";
    INVALID_POSITIVE_INTEGER "InvalidPositiveInteger" Error "the element's definition"
        "A whole number above zero must stand here."
        "Write digits only.";
    INVALID_NON_NEGATIVE_INTEGER "InvalidNonNegativeInteger" Error "the element's definition"
        "A whole number from zero must stand here."
        "Write digits only.";
    INVALID_INTEGER_ATTRIBUTE "InvalidIntegerAttribute" Error "RSS 2.0 enclosure, cloud"
        "A whole number must stand here."
        "Write digits only.";
    USE_ZERO_FOR_UNKNOWN "UseZeroForUnknown" Error "RSS profile enclosure"
        "A negative length is no length."
        "Find out the length, or write 0.";
    INVALID_FLOAT "InvalidFloat" Error "the element's definition"
        "A number must stand here."
        "Write digits and a point, without a unit.";
    INVALID_BOOLEAN_ATTRIBUTE "InvalidBooleanAttribute" Error "RSS 2.0 guid"
        "Readers that do not understand it take the guid for an address."
        "Write true or false.";
    INVALID_TRUE_FALSE "InvalidTrueFalse" Error "the element's definition"
        "Only two words may stand here."
        "Write true or false.";
    INVALID_YES_NO "InvalidYesNo" Error "the element's definition"
        "Only two words may stand here."
        "Write yes or no.";
    INVALID_YES_NO_CLEAN "InvalidYesNoClean" Error "Apple Podcasts"
        "Only these words are understood."
        "Write Yes, or take it out.";
    INVALID_MIME_TYPE "InvalidMIMEType" Error "RFC 6838 4.2; RFC 4287 4.1.3.1"
        "What is there is no media type that may be here."
        "Write type/subtype.";
    INVALID_MIME_ATTRIBUTE "InvalidMIMEAttribute" Error "RFC 6838 4.2; RSS 2.0 enclosure"
        "What is there is no media type."
        "Write type/subtype.";
    INVALID_TEXT_TYPE "InvalidTextType" Error "RFC 4287 3.1.1"
        "A text is text, html or xhtml and nothing else."
        "Write one of the three.";
    INVALID_WIDTH "InvalidWidth" Error "RSS 2.0 image"
        "The width of a channel's image is 1 to 144."
        "Give the true width of a smaller image.";
    INVALID_HEIGHT "InvalidHeight" Error "RSS 2.0 image"
        "The height of a channel's image is 1 to 400."
        "Give the true height of a smaller image.";
    IMAGE_URL_FORMAT "ImageUrlFormat" Warning "RSS 2.0 image"
        "Readers show GIF, JPEG and PNG here."
        "Convert the image.";
    INVALID_HOUR "InvalidHour" Error "RSS 2.0 skipHours"
        "There is no such hour."
        "Write 0 to 23.";
    USE_ZERO_FOR_MIDNIGHT "UseZeroForMidnight" Warning "RSS profile skipHours"
        "Midnight is hour 0."
        "Write 0.";
    INVALID_DAY "InvalidDay" Error "RSS 2.0 skipDays"
        "There is no such day."
        "Write the day's English name.";
    INVALID_FORM_COMPONENT_NAME "InvalidFormComponentName" Error "RSS 2.0 textInput; HTML 4 6.2"
        "A form cannot have a field of this name."
        "Begin with a letter and go on with letters and digits.";
    INVALID_LATITUDE "InvalidLatitude" Error "WGS 84"
        "There is no such latitude."
        "Write -90 to 90 degrees.";
    INVALID_LONGITUDE "InvalidLongitude" Error "WGS 84"
        "There is no such longitude."
        "Write -180 to 180 degrees.";
    INVALID_COUNTRY_CODE "InvalidCountryCode" Error "ISO 3166-1"
        "There is no such country."
        "Write a two-letter code.";
}
