//! The TypeScript types of the npm package, written from the Rust structs: `pkg/src/types.ts` is committed, and
//! the test here fails when it differs. `SIYU_WRITE_TYPES=1 cargo test types` writes it.

use ts_rs::{Config, TS};

const HEADER: &str = "\
// Written by `SIYU_WRITE_TYPES=1 cargo test types` from the Rust structs; do not edit.
";

/// The declaration of one type, with its doc comment, as it stands in the file.
fn declaration<T: TS>(config: &Config) -> String {
    let docs = T::docs().unwrap_or_default();
    pretty(&format!("{docs}export {}", T::decl(config)))
}

/// One field per line, indented by depth; the derive runs fields and braces together.
fn pretty(declaration: &str) -> String {
    let mut depth = 0;
    let mut text = String::new();
    let lines = declaration.replace(", }", ",\n}").replace("/**\n * ", "/** ");
    let mut lines = lines.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let is_comment = line.starts_with("/**") || line.starts_with('*');
        let (opened, closed) =
            if is_comment { (0, 0) } else { (line.matches('{').count(), line.matches('}').count()) };
        depth -= closed.saturating_sub(opened);
        text.push_str(&"  ".repeat(depth));
        text.push_str(if line.starts_with('*') { " " } else { "" });
        text.push_str(line);
        // A comment of one line closes on it.
        if line.starts_with("/**") && lines.next_if_eq(&"*/").is_some() {
            text.push_str(" */");
        }
        text.push('\n');
        depth += opened.saturating_sub(closed);
    }
    text.trim_end().replace(",\n", ";\n")
}

macro_rules! declarations {
    ($($type:ty),* $(,)?) => {{
        let config = Config::default();
        vec![$(declaration::<$type>(&config)),*]
    }};
}

#[test]
fn types() {
    use crate::date::Period;
    use crate::measures::{
        Warning, cohorts as cohort, customers as list, durations, forest, ltv, overview, rates, repurchase,
        rfm, survival,
    };
    use crate::preview::{ParsedRow, Preview};
    use crate::read::{options as read, tally};
    use crate::shop::{report, rules, tables};

    // In the order in which a reader meets them: opening, what was read, then the questions.
    let declarations = declarations![
        read::OpenOptions,
        read::Mapping,
        read::ColumnRef,
        read::Profile,
        read::DateOrder,
        read::AmountIs,
        read::RefundIs,
        read::ZeroAmount,
        read::Identity,
        read::IdCase,
        tables::Occasion,
        Preview,
        ParsedRow,
        report::MappedColumn,
        Warning,
        report::Report,
        report::OrdersReport,
        report::IdentityReport,
        report::SourceReport,
        report::ReadSource,
        report::Exclusion,
        rules::Rule,
        tally::Rejection,
        tally::Reason,
        Period,
        rates::DateRange,
        rates::Rate,
        overview::OverviewOptions,
        overview::Overview,
        overview::PeriodNumbers,
        overview::ByMonth,
        rfm::RfmOptions,
        rfm::ByMeasure<f64>,
        rfm::Preset,
        rfm::Scoring,
        rfm::Split,
        rfm::SplitBy,
        rfm::Monetary,
        rfm::Rfm,
        rfm::Segment,
        rfm::EmptyLevel,
        rfm::EmptyReason,
        ltv::LtvOptions,
        ltv::ReferralOptions,
        ltv::Attribution,
        forest::LateReferral,
        ltv::Ltv,
        forest::EdgeCounts,
        forest::DroppedEdges,
        cohort::CohortOptions,
        cohort::Age,
        cohort::Cohorts,
        cohort::Cells,
        cohort::CohortTotals,
        cohort::Observed,
        repurchase::RepurchaseOptions,
        repurchase::Repurchase,
        repurchase::Step,
        durations::GapQuantiles,
        survival::Survival,
        list::CustomersOptions,
        list::CustomerFilter,
        list::SegmentFilter,
        list::Bounds,
        list::Column,
        list::Customers,
        list::CustomerColumns,
        list::ProspectsOptions,
        list::Prospects,
        list::ProspectColumns,
        list::CustomerOptions,
        list::Customer,
        list::Purchase,
        list::Why,
    ];
    let text = format!("{HEADER}\n{}\n", declarations.join("\n\n"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/pkg/src/types.ts");
    if std::env::var_os("SIYU_WRITE_TYPES").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == text,
        "pkg/src/types.ts is not what the Rust structs say: run SIYU_WRITE_TYPES=1 cargo test types"
    );
}
