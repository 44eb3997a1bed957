//! A program in Python that needs four modules of its library, two of which are C.

/// The program, for `-c`.
pub const PROGRAM: &str = "import json,hashlib,re,math; \
        print(json.dumps({'a': [1, 2.5, None], 'b': 'x\\u00e9'}), \
        hashlib.sha256(b'abc').hexdigest(), \
        re.sub(r'(\\w+)@(\\w+)', r'\\2 at \\1', 'me@home'), \
        math.sqrt(2), math.factorial(25), sep='\\n')";
/// What it prints.
pub const OUTPUT: &str = r#"{"a": [1, 2.5, null], "b": "x\u00e9"}
ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
home at me
1.4142135623730951
15511210043330985984000000
"#;
