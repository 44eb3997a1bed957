//! YAML as the JSON that it stands for, which is how Kubernetes reads it.

use anyhow::{Context, Result, bail};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value};

/// The documents of a text.
///
/// # Errors
/// It is no YAML, or YAML that JSON cannot say.
pub fn documents(text: &str) -> Result<Vec<Value>> {
    Yaml::load_from_str(text)?.iter().map(value).collect()
}

fn value(yaml: &Yaml) -> Result<Value> {
    Ok(match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(it)) => (*it).into(),
        Yaml::Value(Scalar::Integer(it)) => (*it).into(),
        Yaml::Value(Scalar::FloatingPoint(it)) => it.into_inner().into(),
        Yaml::Value(Scalar::String(it)) => it.as_ref().into(),
        Yaml::Sequence(list) => list.iter().map(value).collect::<Result<_>>()?,
        Yaml::Mapping(map) => {
            let mut object = Map::new();
            for (key, it) in map {
                let key = key.as_str().context("a key that is no text")?;
                object.insert(key.into(), value(it)?);
            }
            object.into()
        }
        other => bail!("{other:?} has no place in JSON"),
    })
}
