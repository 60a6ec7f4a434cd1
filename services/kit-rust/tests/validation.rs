//! The corpus of valid and invalid messages that the validators of all languages agree on. Its format is explained beside it, in
//! `proto/testdata/validation/README.md`.

use kit::validate::{Refused, Validator};
use prost_reflect::{DescriptorPool, DynamicMessage, prost::Message};
use serde_json::{Map, Value};
use std::path::Path;

#[test]
fn every_row_of_the_corpus_is_judged_as_it_says() {
    let contracts = DescriptorPool::decode(proto::FILE_DESCRIPTOR_SET).expect("a descriptor set");
    let validator = Validator::of_contracts();
    let rows = corpus();
    assert!(!rows.is_empty());
    let mistakes: Vec<String> = rows
        .iter()
        .filter_map(|row| judge(&contracts, &validator, row))
        .collect();
    assert!(
        mistakes.is_empty(),
        "{} of {} rows:\n{}",
        mistakes.len(),
        rows.len(),
        mistakes.join("\n")
    );
}

/// What is wrong with the verdict, if anything is.
fn judge(contracts: &DescriptorPool, validator: &Validator, row: &Value) -> Option<String> {
    let (name, type_name) = (text(row, "name"), text(row, "message"));
    let schema = contracts
        .get_message_by_name(type_name)
        .unwrap_or_else(|| panic!("{name}: no {type_name}"));
    let message = DynamicMessage::deserialize(schema, expand(&row["json"])).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut found = match validator.check_encoded(type_name, &message.encode_to_vec()) {
        Ok(()) => Vec::new(),
        Err(Refused::Invalid(violations)) => violations.into_iter().map(|v| (v.field, v.rule)).collect(),
        Err(broken) => return Some(format!("{name}: {broken}")),
    };
    let mut expected: Vec<(String, String)> = row["violations"]
        .as_array()
        .expect("violations")
        .iter()
        .map(|violation| (text(violation, "field").to_owned(), text(violation, "rule").to_owned()))
        .collect();
    found.sort();
    expected.sort();
    (found != expected).then(|| format!("{name}: found {found:?}, expected {expected:?}"))
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {row}"))
}

/// The rows of every file.
fn corpus() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/testdata/validation");
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = files.map(|file| file.expect("an entry").path());
    let tables = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    tables
        .flat_map(|path| {
            let text = std::fs::read_to_string(&path).expect("a file");
            serde_json::from_str::<Vec<Value>>(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        })
        .collect()
}

/// Writes out what `$repeat` stands for.
fn expand(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().flat_map(expand_item).collect()),
        Value::Object(fields) => match repeat(fields) {
            Some((times, of)) => Value::String(of.as_str().expect("a string").repeat(times)),
            None => Value::Object(fields.iter().map(|(key, value)| (key.clone(), expand(value))).collect()),
        },
        other => other.clone(),
    }
}

fn expand_item(item: &Value) -> Vec<Value> {
    match item.as_object().and_then(repeat) {
        Some((times, of)) => vec![of.clone(); times],
        None => vec![expand(item)],
    }
}

fn repeat(fields: &Map<String, Value>) -> Option<(usize, &Value)> {
    let times = fields.get("$repeat")?.as_u64()?;
    Some((usize::try_from(times).ok()?, fields.get("of")?))
}
