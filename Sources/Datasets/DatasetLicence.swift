/// The terms under which the images of a data set may be passed on. They go with every copy of a part of them.
public struct DatasetLicence: Sendable, Equatable {
  /// One sentence that says who made the data set, where it is from, and what its licence is called.
  public let origin: String
  /// The text of the licence with its copyright notice.
  public let text: String

  static let fashionMNIST = DatasetLicence(
    origin: "Fashion-MNIST is by Zalando SE, https://github.com/zalandoresearch/fashion-mnist, under the MIT licence.",
    text: """
      The MIT License (MIT)

      Copyright © 2017 Zalando SE, https://tech.zalando.com

      Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated \
      documentation files (the “Software”), to deal in the Software without restriction, including without limitation \
      the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and \
      to permit persons to whom the Software is furnished to do so, subject to the following conditions:

      The above copyright notice and this permission notice shall be included in all copies or substantial portions of \
      the Software.

      THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO \
      THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE \
      AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF \
      CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS \
      IN THE SOFTWARE.

      """)
}
