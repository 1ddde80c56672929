import Testing

@testable import Files

@Suite("Fields of a CSV table")
struct CSVTests {
  @Test(
    "are quoted where they would end the field or the row, and a quote is doubled",
    arguments: [
      ("baikal", "baikal"), ("", ""), ("taylorglo:0,1", "\"taylorglo:0,1\""), ("a\"b", "\"a\"\"b\""),
      ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""),
    ])
  func quoted(text: String, field: String) { #expect(CSV.quoted(text) == field) }
}
