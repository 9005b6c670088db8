use super::*;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// What the other side does with a value.
fn sent(value: &Given, bytes: &mut Vec<u8>) {
    match value {
        Given::Null => bytes.push(NULL),
        Given::Bool(value) => bytes.push(FALSE + u8::from(*value)),
        Given::Number(number) => {
            bytes.push(NUMBER);
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        Given::Text(text) => {
            bytes.push(TEXT);
            put_text(bytes, text);
        }
        Given::Other(text) => {
            bytes.push(OTHER);
            put_text(bytes, text);
        }
        Given::List(items) => {
            bytes.push(LIST);
            items.iter().for_each(|item| sent(item, bytes));
            bytes.push(END);
        }
        Given::Object(entries) => {
            bytes.push(OBJECT);
            for (name, value) in entries {
                bytes.push(TEXT);
                put_text(bytes, name);
                sent(value, bytes);
            }
            bytes.push(END);
        }
    }
}

fn given() -> impl Strategy<Value = Given> {
    let leaf = prop_oneof![
        Just(Given::Null),
        any::<bool>().prop_map(Given::Bool),
        (-1e9..1e9).prop_map(Given::Number),
        ".{0,9}".prop_map(Given::Text),
        "[a-z]{1,9}".prop_map(Given::Other),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Given::List),
            prop::collection::vec((".{0,6}", inner), 0..6).prop_map(Given::Object),
        ]
    })
}

/// What the other side makes of an answer; columns become lists.
fn told(bytes: &mut &[u8]) -> Value {
    fn take<'a>(bytes: &mut &'a [u8], len: usize) -> &'a [u8] {
        let (taken, rest) = bytes.split_at(len);
        *bytes = rest;
        taken
    }
    fn run<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
        let len = u32::from_le_bytes(take(bytes, 4).try_into().unwrap());
        take(bytes, len as usize)
    }
    match take(bytes, 1)[0] {
        NULL => Value::Null,
        FALSE => json!(false),
        TRUE => json!(true),
        NUMBER => json!(f64::from_le_bytes(take(bytes, 8).try_into().unwrap())),
        TEXT => json!(std::str::from_utf8(run(bytes)).unwrap()),
        COLUMN => {
            let kind = take(bytes, 1)[0];
            let cells = run(bytes);
            match kind {
                u8::KIND => json!(cells),
                i32::KIND => json!(bytemuck::pod_collect_to_vec::<u8, i32>(cells)),
                u32::KIND => json!(bytemuck::pod_collect_to_vec::<u8, u32>(cells)),
                _ => json!(bytemuck::pod_collect_to_vec::<u8, f64>(cells)),
            }
        }
        LIST => {
            let mut items = Vec::new();
            while bytes[0] != END {
                items.push(told(bytes));
            }
            take(bytes, 1);
            Value::Array(items)
        }
        OBJECT => {
            let mut entries = Map::new();
            while take(bytes, 1)[0] != END {
                let name = std::str::from_utf8(run(bytes)).unwrap().to_string();
                entries.insert(name, told(bytes));
            }
            Value::Object(entries)
        }
        tag => unreachable!("no value has the tag {tag}"),
    }
}

#[derive(Serialize)]
enum Shape {
    Dot,
    Circle(f64),
    Line(u32, u32),
    Frame { width: u8 },
}

#[derive(Serialize)]
struct Flat {
    kept: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u32>,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Serialize)]
struct Rest {
    shapes: Vec<Shape>,
    pair: (bool, char),
    nothing: (),
}

#[test]
fn answers_are_what_json_says_of_them() {
    let rest = Rest {
        shapes: vec![Shape::Dot, Shape::Circle(1.5), Shape::Line(1, 2), Shape::Frame { width: 3 }],
        pair: (true, '元'),
        nothing: (),
    };
    let value = Flat { kept: None, left_out: None, rest };
    let bytes = written(&value);
    let mut rest = &bytes[..];
    // JSON tells whole numbers from others.
    let floats = |value: &Value| value.to_string().replace(".0", "");
    assert_eq!(floats(&told(&mut rest)), floats(&serde_json::to_value(&value).unwrap()));
    assert!(rest.is_empty());
}

#[test]
fn columns_are_as_in_memory() {
    let mut answer = Answer::default();
    answer.begin();
    answer.name("a");
    answer.column(&[1u32, u32::MAX]);
    answer.name("b");
    answer.column(&[-1i32]);
    answer.name("c");
    answer.column(&[0.5f64, -2.0]);
    answer.name("d");
    answer.column(&[7u8]);
    answer.end();
    let expected = json!({ "a": [1, u32::MAX], "b": [-1], "c": [0.5, -2.0], "d": [7] });
    assert_eq!(told(&mut &answer.into_bytes()[..]), expected);
}

proptest! {
    #[test]
    fn questions_come_as_they_were_sent(value in given()) {
        let mut bytes = Vec::new();
        sent(&value, &mut bytes);
        prop_assert_eq!(read(&bytes), value);
    }

    #[test]
    fn whatever_the_bytes_are_they_end(bytes in prop::collection::vec(prop_oneof![0u8..10, any::<u8>()], 0..200)) {
        read(&bytes);
    }
}

#[test]
fn what_is_nested_without_end_is_cut() {
    let (mut value, mut depth) = (read(&[LIST; 100_000]), 0);
    while let Given::List(items) = value {
        (value, depth) = (items.into_iter().next().unwrap_or(Given::Null), depth + 1);
    }
    assert_eq!(depth, DEEPEST + 1);
}
