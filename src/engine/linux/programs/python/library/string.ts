/** Python's module string, as much of it as the interpreter's own library has. */
export const pyString = String.raw`ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_{|}~""".replace("_{", "_" + chr(96) + "{")
whitespace = " \t\n\r\v\f"
printable = digits + ascii_letters + punctuation + whitespace
`
