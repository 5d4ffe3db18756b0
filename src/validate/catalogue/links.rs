//! Rules: links between documents, and identity.
use crate::validate::rule::rules;

rules! {
    ATOM_LINK_NOT_EMPTY "AtomLinkNotEmpty" Warning "RFC 4287 4.2.7"
        "What is inside a link is shown by no reader."
        "Say it in title.";
    DUPLICATE_ATOM_LINK "DuplicateAtomLink" Error "RFC 4287 4.1.1, 4.1.2"
        "Readers cannot tell which of them to open."
        "Keep one, or tell them apart by type or language.";
    UNREGISTERED_ATOM_LINK_REL "UnregisteredAtomLinkRel" Warning "RFC 4287 4.2.7.2; RFC 8288 2.1"
        "A relation is a registered name or an address."
        "Use a registered one, or write an address.";
    SELF_NOT_ATOM "SelfNotAtom" Warning "RFC 4287 4.2.7.2"
        "The feed's own link should lead to a feed."
        "Write the feed's media type.";
    RELATIVE_SELF "RelativeSelf" Warning "RFC 4287 4.2.7.2"
        "A feed that was passed on cannot be found again."
        "Write the address in full.";
    SELF_DOESNT_MATCH_LOCATION "SelfDoesntMatchLocation" Warning "RFC 4287 4.2.7.2"
        "Readers that follow it subscribe to another address."
        "Write the address people fetch.";
    SAME_DOCUMENT_REFERENCE "SameDocumentReference" Warning "RFC 3986 4.4"
        "Readers differ on what an empty address means under a base."
        "Write the address in full.";
    DUPLICATE_ENTRIES "DuplicateEntries" Warning "RFC 4287 4.1.1"
        "Readers keep one of the entries, and nobody knows which."
        "Give each entry its own id.";
    DUPLICATE_UPDATED "DuplicateUpdated" Warning "RFC 4287 4.2.15"
        "Readers that sort by it show the entries in any order."
        "Give each entry its own moment.";
    DUPLICATE_IDS "DuplicateIds" Error "JSON Feed 1.1 items"
        "Readers keep one of the items, and nobody knows which."
        "Give each item its own id.";
    FEED_HISTORY_REL_IN_ENTRY "FeedHistoryRelInEntry" Warning "RFC 5005"
        "The relation is one of feeds."
        "Move it to the feed.";
    FEED_REL_IN_COMPLETE_FEED "FeedRelInCompleteFeed" Error "RFC 5005 2"
        "A complete feed has no other parts."
        "Take the link or fh:complete out.";
    CURRENT_NOT_SELF_IN_COMPLETE_FEED "CurrentNotSelfInCompleteFeed" Error "RFC 5005 2"
        "The current document of a complete feed is itself."
        "Write the feed's own address.";
    LINK_PAST_END "LinkPastEnd" Error "RFC 5005 3"
        "Nothing comes before the first or after the last."
        "Take the link out.";
    PAGING_LOOP "PagingLoop" Error "RFC 5005 3; JSON Feed 1.1 next_url"
        "Readers that follow it never come to an end."
        "Lead to the next document, or take the link out.";
    MISSING_CURRENT_IN_ARCHIVE "MissingCurrentInArchive" Warning "RFC 5005 4"
        "An archive should lead to the feed it belongs to."
        "Add a link with rel=\"current\".";
    ARCHIVE_INCOMPLETE "ArchiveIncomplete" Warning "RFC 5005 4"
        "Readers cannot put the feed together."
        "Add a link with rel=\"prev-archive\" or \"next-archive\".";
    DUPLICATE_TOMBSTONE "DuplicateTombstone" Error "RFC 6721 3"
        "One deletion is told once."
        "Keep one.";
    DELETED_ENTRY_PRESENT "DeletedEntryPresent" Warning "RFC 6721 3"
        "Readers delete the entry that they are shown."
        "Keep the entry or its tombstone.";
    NO_THR_WHEN "NoThrWhen" Error "RFC 4685 4"
        "The attribute was renamed."
        "Write thr:updated.";
    HUB_WITHOUT_SELF "HubWithoutSelf" Warning "WebSub 4"
        "Subscribers do not know which topic to ask the hub for."
        "Add a link with rel=\"self\" and the feed's own address.";
    SECOND_SELF "SecondSelf" Warning "WebSub 4; RFC 4287 4.2.7.2"
        "Subscribers do not know which of the addresses is the feed's."
        "Keep one.";
    INVALID_HUB "InvalidHub" Error "WebSub 5.1"
        "Subscribers cannot ask this hub."
        "Write the hub's address of http or https in full.";
    INVALID_CLOUD_PROTOCOL "InvalidCloudProtocol" Warning "RSS 2.0 cloud; rssCloud"
        "No program speaks this protocol."
        "Write http-post, https-post, xml-rpc or soap.";
}
