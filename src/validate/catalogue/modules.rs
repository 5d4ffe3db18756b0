//! Rules: extensions.
use crate::validate::rule::rules;

rules! {
    INVALID_UPDATE_PERIOD "InvalidUpdatePeriod" Error "mod_syndication"
        "Only five words are understood."
        "Write hourly, daily, weekly, monthly or yearly.";
    INVALID_COMMA_SEPARATED_INTEGERS "InvalidCommaSeparatedIntegers" Error "mod_slash"
        "Whole numbers with commas between them must stand here."
        "Write 1,2,3.";
    INVALID_ACCESS_RESTRICTION_REL "InvalidAccessRestrictionRel" Error "Feed Access Control 1.0"
        "Only two words are understood."
        "Write allow or deny.";
    INVALID_META_NAME "InvalidMetaName" Error "Robots META"
        "Only robots is understood here."
        "Write robots.";
    INVALID_META_CONTENT "InvalidMetaContent" Error "Robots META"
        "These words are not understood."
        "Write noindex or a like word.";
    INVALID_TREAT_AS "InvalidTreatAs" Error "Simple List Extensions"
        "Only list is understood."
        "Write list.";
    COMMENT_RSS "CommentRSS" Warning "wfw CommentAPI"
        "Readers look for wfw:commentRss."
        "Write wfw:commentRss.";
    COORD_COMMA "CoordComma" Warning "GeoRSS 1.1"
        "Positions are parted by spaces."
        "Write 45.256 -71.92.";
    INVALID_COORD "InvalidCoord" Error "GeoRSS 1.1"
        "Two numbers must stand here."
        "Write latitude and longitude with a space between.";
    INVALID_COORD_LIST "InvalidCoordList" Error "GeoRSS 1.1"
        "Pairs of numbers must stand here."
        "Write latitude and longitude of two places at least.";
    INVALID_ACCENT_COLOR "InvalidAccentColor" Error "webfeeds accentColor"
        "Feedly takes hexadecimal digits without #."
        "Write 00FF00.";
    MEDIA_GROUP_WITHOUT_ALTERNATIVES "MediaGroupWithoutAlternatives" Error "Media RSS 1.5.1 media:group"
        "A group is for renditions of one object."
        "Take the group out, or add renditions.";
    MEDIA_CONTENT_WITHOUT_URL "MediaContentWithoutUrl" Error "Media RSS 1.5.1 media:content"
        "Without address or player there is nothing to show."
        "Add url or media:player.";
    SECOND_MEDIA_DEFAULT "SecondMediaDefault" Error "Media RSS 1.5.1 media:content"
        "A group has one default."
        "Keep one.";
    INVALID_MEDIA_EXPRESSION "InvalidMediaExpression" Error "Media RSS 1.5.1 media:content"
        "Only three words are understood."
        "Write sample, full or nonstop.";
    INVALID_MEDIA_HASH "InvalidMediaHash" Error "Media RSS 1.5.1 media:hash"
        "This is no digest."
        "Write the MD5 or SHA-1 digest in hexadecimal.";
    INVALID_MEDIA_MEDIUM "InvalidMediaMedium" Error "Media RSS 1.5.1 media:content"
        "Only five words are understood."
        "Write image, audio, video, document or executable.";
    INVALID_MEDIA_RATING "InvalidMediaRating" Error "Media RSS 1.5.1 media:rating"
        "The scheme has no such rating."
        "Write one that it has.";
    INVALID_MEDIA_RESTRICTION "InvalidMediaRestriction" Error "Media RSS 1.5.1 media:restriction"
        "Without a type it is all or none."
        "Write all or none, or add type.";
    INVALID_MEDIA_RESTRICTION_REL "InvalidMediaRestrictionRel" Error "Media RSS 1.5.1 media:restriction"
        "Only two words are understood."
        "Write allow or deny.";
    INVALID_MEDIA_RESTRICTION_TYPE "InvalidMediaRestrictionType" Error "Media RSS 1.5.1 media:restriction"
        "Only three words are understood."
        "Write country, uri or sharing.";
    INVALID_MEDIA_STATUS "InvalidMediaStatus" Error "Media RSS 1.5.1 media:status"
        "Only three words are understood."
        "Write active, blocked or deleted.";
    INVALID_MEDIA_TEXT_TYPE "InvalidMediaTextType" Error "Media RSS 1.5.1 media:title, text"
        "Text is plain or html."
        "Write plain or html.";
    INVALID_CREDIT_ROLE "InvalidCreditRole" Error "Media RSS 1.5.1 media:credit"
        "The scheme has no such role."
        "Write one that it has, in lower case.";
    INVALID_NPT_TIME "InvalidNPTTime" Error "RFC 2326 3.6"
        "This is no time within a recording."
        "Write seconds, or hours:minutes:seconds.";
    DEPRECATED_MEDIA_ADULT "DeprecatedMediaAdult" Warning "Media RSS 1.5.1 media:adult"
        "The element was given up."
        "Use media:rating.";
    INVALID_DURATION "InvalidDuration" Error "Apple Podcasts itunes:duration"
        "This is no duration."
        "Write seconds, or hours:minutes:seconds.";
    INVALID_ITUNES_CATEGORY "InvalidItunesCategory" Error "Apple Podcasts itunes:category"
        "Directories cannot file the podcast."
        "Write one of Apple's categories.";
    OBSOLETE_ITUNES_CATEGORY "ObsoleteItunesCategory" Warning "Apple Podcasts itunes:category"
        "The category was given up in 2019."
        "Write one of today's categories.";
    INVALID_ITUNES_CHANNEL_TYPE "InvalidItunesChannelType" Error "Apple Podcasts itunes:type"
        "Only two words are understood."
        "Write episodic or serial.";
    INVALID_ITUNES_EPISODE_TYPE "InvalidItunesEpisodeType" Error "Apple Podcasts itunes:episodeType"
        "Only three words are understood."
        "Write full, trailer or bonus.";
    INVALID_KEYWORDS "InvalidKeywords" Warning "Apple Podcasts itunes:keywords"
        "Keywords are parted by commas."
        "Put commas between them.";
    MISSING_ITUNES_ELEMENT "MissingItunesElement" Warning "Apple Podcasts requirements"
        "Directories want it and may refuse the podcast."
        "Add it.";
    MISSING_ITUNES_EMAIL "MissingItunesEmail" Warning "Apple Podcasts itunes:owner"
        "Directories cannot verify who owns the podcast."
        "Add itunes:owner with itunes:email.";
    UNSUPPORTED_ITUNES_FORMAT "UnsupportedItunesFormat" Warning "Apple Podcasts requirements"
        "Directories do not play this format."
        "Give M4A, MP3, MOV, MP4, M4V, PDF or EPUB.";
    INVALID_EXPANSION_STATE "InvalidExpansionState" Error "OPML 2.0 expansionState"
        "Line numbers with commas between them must stand here."
        "Write 1, 5, 8.";
    INVALID_OUTLINE_TYPE "InvalidOutlineType" Warning "OPML 1.0 outline"
        "OPML 1 knows no such type."
        "Use OPML 2.0, or take the type out.";
    INVALID_OUTLINE_VERSION "InvalidOutlineVersion" Warning "OPML 2.0 subscription lists"
        "This version is not known."
        "Write RSS, RSS1, RSS2 or scriptingNews.";
    MISSING_OUTLINE_TYPE "MissingOutlineType" Warning "OPML 2.0 outline"
        "Without a type the other attributes mean nothing."
        "Add type.";
    MISSING_TITLE_ATTR "MissingTitleAttr" Warning "OPML 2.0 subscription lists"
        "Programs show the title."
        "Add title.";
    MISSING_URL_ATTR "MissingUrlAttr" Warning "OPML 2.0 outline"
        "A link without an address leads nowhere."
        "Add url.";
    MISSING_XML_URL "MissingXmlURL" Warning "OPML 2.0 subscription lists"
        "Without its address nobody can subscribe."
        "Add xmlUrl.";
    INVALID_CHANGE_FREQUENCY "InvalidChangeFrequency" Error "sitemaps.org changefreq"
        "Only seven words are understood."
        "Write always, hourly, daily, weekly, monthly, yearly or never.";
    INVALID_PRIORITY "InvalidPriority" Error "sitemaps.org priority"
        "A number from 0.0 to 1.0 must stand here."
        "Write such a number, or take it out.";
    OLD_NEWS "OldNews" Warning "Google News sitemaps"
        "Google takes news of the last two days only."
        "Take the address or its news:news out.";
    SITEMAP_TOO_LONG "SitemapTooLong" Error "sitemaps.org; Google News sitemaps"
        "A sitemap has 50,000 addresses at most, and 1,000 with news."
        "Split it and name the parts in a sitemap index.";
}
