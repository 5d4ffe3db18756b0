//! Codes of vocabularies: the schemes of IPTC's catalog and the names of its top subjects, shipped and never fetched.

/// The subject codes of IPTC, which NITF carries without saying so.
pub(super) const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// Alias and scheme, from IPTC's catalog for the G2 standards; older aliases of the same schemes beside them.
#[rustfmt::skip]
const SCHEMES: &[(&str, &str)] = &[
    ("medtop", "http://cv.iptc.org/newscodes/mediatopic/"),
    ("subj", SUBJECT_CODES),
    ("squ", "http://cv.iptc.org/newscodes/subjectqualifier/"),
    ("genre", "http://cv.iptc.org/newscodes/genre/"),
    ("prodgenre", "http://cv.iptc.org/newscodes/productgenre/"),
    ("scn", "http://cv.iptc.org/newscodes/scene/"),
    ("cwarn", "http://cv.iptc.org/newscodes/contentwarning/"),
    ("wldreg", "http://cv.iptc.org/newscodes/worldregion/"),
    ("oito", "http://cv.iptc.org/newscodes/ofinterestto/"),
    ("stat", "http://cv.iptc.org/newscodes/pubstatusg2/"),
    ("ninat", "http://cv.iptc.org/newscodes/ninature/"),
    ("icls", "http://cv.iptc.org/newscodes/ninature/"),
    ("cinat", "http://cv.iptc.org/newscodes/cinature/"),
    ("plinat", "http://cv.iptc.org/newscodes/plinature/"),
    ("cpnat", "http://cv.iptc.org/newscodes/cpnature/"),
    ("sig", "http://cv.iptc.org/newscodes/signal/"),
    ("nmsig", "http://cv.iptc.org/newscodes/newsmsgsignal/"),
    ("sev", "http://cv.iptc.org/newscodes/severity/"),
    ("erol", "http://cv.iptc.org/newscodes/edrole/"),
    ("rnd", "http://cv.iptc.org/newscodes/rendition/"),
    ("colsp", "http://cv.iptc.org/newscodes/colorspace/"),
    ("colin", "http://cv.iptc.org/newscodes/colourindicator/"),
    ("loutorient", "http://cv.iptc.org/newscodes/layoutorientation/"),
    ("mtyp", "http://cv.iptc.org/newscodes/mediatype/"),
    ("frmt", "http://cv.iptc.org/newscodes/format/"),
    ("encd", "http://cv.iptc.org/newscodes/encoding/"),
    ("vcdc", "http://cv.iptc.org/newscodes/videocodec/"),
    ("acdc", "http://cv.iptc.org/newscodes/audiocodec/"),
    ("digsrctype", "http://cv.iptc.org/newscodes/digitalsourcetype/"),
    ("drol", "http://cv.iptc.org/newscodes/descriptionrole/"),
    ("nrol", "http://cv.iptc.org/newscodes/namerole/"),
    ("nprt", "http://cv.iptc.org/newscodes/namepart/"),
    ("ctrol", "http://cv.iptc.org/newscodes/contributorrole/"),
    ("cpprole", "http://cv.iptc.org/newscodes/contentprodpartyrole/"),
    ("isrol", "http://cv.iptc.org/newscodes/infosourcerole/"),
    ("irel", "http://cv.iptc.org/newscodes/itemrelation/"),
    ("crel", "http://cv.iptc.org/newscodes/conceptrelation/"),
    ("irep", "http://cv.iptc.org/newscodes/itemrepresentation/"),
    ("pgrmod", "http://cv.iptc.org/newscodes/pkggroupmode/"),
    ("nprov", "http://cv.iptc.org/newscodes/newsprovider/"),
    ("nprod", "http://cv.iptc.org/newscodes/newsproduct/"),
    ("prov", "http://cv.iptc.org/newscodes/provider/"),
    ("urgy", "http://cv.iptc.org/newscodes/urgency/"),
    ("prio", "http://cv.iptc.org/newscodes/priority/"),
    ("altidrole", "http://cv.iptc.org/newscodes/altidrole/"),
    ("ednoterole", "http://cv.iptc.org/newscodes/ednoterole/"),
    ("timeunit", "http://cv.iptc.org/newscodes/timeunit/"),
    ("a1312cat", "http://cvx.iptc.org/anpa1312-category/"),
    ("a1312prio", "http://cvx.iptc.org/anpa1312-priority/"),
    ("a1312vers", "http://cvx.iptc.org/anpa1312-version/"),
    ("iso3166-1a2", "http://cvx.iptc.org/iso3166-1a2/"),
    ("iso3166-1a3", "http://cvx.iptc.org/iso3166-1a3/"),
    ("iso4217a", "http://cvx.iptc.org/iso4217a/"),
    ("isin", "http://cvx.iptc.org/isin/"),
    ("wikidata", "http://www.wikidata.org/entity/"),
    ("dbpedia", "http://dbpedia.org/resource/"),
    ("geonames", "http://sws.geonames.org/"),
];

/// The seventeen top subjects; the subject codes and the media topics share their numbers.
#[rustfmt::skip]
const TOP_SUBJECTS: &[(&str, &str)] = &[
    ("01", "arts, culture, entertainment and media"), ("02", "crime, law and justice"),
    ("03", "disaster, accident and emergency incident"), ("04", "economy, business and finance"), ("05", "education"),
    ("06", "environment"), ("07", "health"), ("08", "human interest"), ("09", "labour"), ("10", "lifestyle and leisure"),
    ("11", "politics and government"), ("12", "religion"), ("13", "science and technology"), ("14", "society"),
    ("15", "sport"), ("16", "conflict, war and peace"), ("17", "weather"),
];

/// The scheme that an alias of IPTC's catalog stands for.
pub(super) fn scheme(alias: &str) -> Option<&'static str> {
    SCHEMES
        .iter()
        .find(|(known, _)| *known == alias)
        .map(|(_, scheme)| *scheme)
}

/// The scheme and code of a full address of a concept, where the scheme is known.
pub(super) fn known_concept(uri: &str) -> Option<(&'static str, &str)> {
    SCHEMES.iter().find_map(|(_, scheme)| {
        let bare = scheme.strip_prefix("http://").unwrap_or(scheme);
        let rest = uri
            .strip_prefix("http://")
            .or(uri.strip_prefix("https://"))?;
        let code = rest.strip_prefix(bare)?;
        (!code.is_empty()).then_some((*scheme, code))
    })
}

/// The name of one of the top subjects (`04000000`).
pub(super) fn subject_name(code: &str) -> Option<&'static str> {
    let top = code.strip_suffix("000000")?;
    TOP_SUBJECTS
        .iter()
        .find(|(known, _)| *known == top)
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_by_alias_and_by_address() {
        assert_eq!(
            scheme("stat"),
            Some("http://cv.iptc.org/newscodes/pubstatusg2/")
        );
        assert_eq!(scheme("N2"), None);
        assert_eq!(
            known_concept("https://cv.iptc.org/newscodes/pubstatusg2/canceled"),
            Some(("http://cv.iptc.org/newscodes/pubstatusg2/", "canceled"))
        );
        assert_eq!(known_concept("https://else.example/x"), None);
        assert_eq!(subject_name("15000000"), Some("sport"));
        assert_eq!(subject_name("15054000"), None);
        assert_eq!(subject_name("000000"), None);
    }

    #[test]
    fn schemes_are_addresses_and_aliases_stand_once() {
        for (at, (alias, scheme)) in SCHEMES.iter().enumerate() {
            assert!(url::Url::parse(scheme).is_ok());
            assert!(
                SCHEMES[at + 1..].iter().all(|(other, _)| other != alias),
                "{alias}"
            );
        }
    }
}
