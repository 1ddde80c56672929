import Testing

@testable import Datasets

@Suite("Homes of data sets")
struct DatasetSourceTests {
  @Test("every data set but folder has a home, with the files that its reader reads")
  func files() throws {
    let idx = [
      "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
      "t10k-labels-idx1-ubyte.gz",
    ]
    let expected: [DatasetName: [String]] = [
      .fashionMNIST: idx, .mnist: idx, .cifar10: (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"],
      .cifar100: ["train.bin", "test.bin"], .svhn: ["train_32x32.mat", "test_32x32.mat"],
    ]
    for name in DatasetName.allCases {
      #expect(DatasetSource(name, withExtra: false)?.items.flatMap(\.files) == expected[name])
    }
    #expect(DatasetSource(.svhn, withExtra: true)?.items.map(\.file).last == "extra_32x32.mat")
  }

  @Test("an archive's files have the sizes that their home states", arguments: [.cifar10, .cifar100] as [DatasetName])
  func sizes(name: DatasetName) throws {
    let item = try #require(DatasetSource(name, withExtra: false)?.items.first)
    guard case .archive(let members) = item.content else { throw Unexpected() }
    // The home: a file of CIFAR-10 is 30,730,000 bytes; a row of CIFAR-100 is 3,074.
    #expect(
      members.map(\.size)
        == (name == .cifar10 ? [Int](repeating: 30_730_000, count: 6) : [153_700_000, 30_740_000]))
  }

  private struct Unexpected: Error {}

  @Test("a digest is 32 hexadecimal digits, and only where the home publishes one")
  func digests() {
    for name in DatasetName.allCases {
      let items = DatasetSource(name, withExtra: true)?.items ?? []
      for item in items {
        #expect((item.md5 == nil) == (name == .mnist || name == .svhn))
        #expect(item.md5.map { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil } != false)
      }
      #expect(Set(items.compactMap(\.md5)).count == items.compactMap(\.md5).count)
    }
  }
}
