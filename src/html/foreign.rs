//! Attributes whose names change in SVG and MathML.

/// The local name that a foreign element's attribute has, where it is not the one in the source.
pub(super) fn adjusted(name: &str, svg: bool) -> Option<&'static str> {
    if let Some(rest) = name.strip_prefix("xlink:") {
        const LINKS: &[&str] = &["actuate", "arcrole", "href", "role", "show", "title", "type"];
        return LINKS.iter().find(|one| **one == rest).copied();
    }
    match name {
        "xml:lang" => return Some("lang"),
        "xml:space" => return Some("space"),
        "xmlns:xlink" => return Some("xlink"),
        _ => {}
    }
    if svg {
        let first = name.as_bytes().first()?;
        if name.len() < 4 || !first.is_ascii_lowercase() {
            return None;
        }
        SVG_ATTRIBUTES
            .iter()
            .find(|one| one.as_bytes()[0] == *first && one.eq_ignore_ascii_case(name))
            .copied()
    } else {
        (name == "definitionurl").then_some("definitionURL")
    }
}

/// SVG attributes with capitals in their names.
#[rustfmt::skip]
const SVG_ATTRIBUTES: &[&str] = &[
    "attributeName", "attributeType", "baseFrequency", "baseProfile", "calcMode", "clipPathUnits",
    "diffuseConstant", "edgeMode", "filterUnits", "glyphRef", "gradientTransform", "gradientUnits",
    "kernelMatrix", "kernelUnitLength", "keyPoints", "keySplines", "keyTimes", "lengthAdjust",
    "limitingConeAngle", "markerHeight", "markerUnits", "markerWidth", "maskContentUnits",
    "maskUnits", "numOctaves", "pathLength", "patternContentUnits", "patternTransform",
    "patternUnits", "pointsAtX", "pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio",
    "primitiveUnits", "refX", "refY", "repeatCount", "repeatDur", "requiredExtensions",
    "requiredFeatures", "specularConstant", "specularExponent", "spreadMethod", "startOffset",
    "stdDeviation", "stitchTiles", "surfaceScale", "systemLanguage", "tableValues", "targetX",
    "targetY", "textLength", "viewBox", "viewTarget", "xChannelSelector", "yChannelSelector",
    "zoomAndPan",
];
