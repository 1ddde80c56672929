// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: Swift 6 mode, no warning let through, explicit imports and existentials.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests are compiled without optimisation in release builds too, which takes less time: what they test is optimised.
let tests = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// Modules above Tensors, lowest first: each is a library product and imports only modules before it.
let modules: [(name: String, imports: [Target.Dependency])] = [
  ("Files", ["CCrypto", "CZlib"]),
  ("Tensors", ["CKernels", "COpenBLAS", "Files"]),
  ("Statistics", []),
  ("Settings", ["Files"]),
  ("PNGFiles", ["CPNG", "Files"]),
  ("JPEGFiles", ["CJPEG", "Files"]),
  ("Datasets", ["CCurl", "CZlib", "Files", "JPEGFiles", "PNGFiles", "Settings", "Tensors"]),
  ("Losses", ["Files", "Tensors"]),
  ("Models", ["CKernels", "Datasets", "Files", "Statistics", "Tensors"]),
  ("Checkpoints", ["CZstd", "Files", "Tensors"]),
  ("ONNX", ["Files", "Tensors"]),
  ("GraphImport", ["Datasets", "Files", "Models", "ONNX", "Tensors"]),
  (
    "Robustness",
    ["CKernels", "Checkpoints", "Datasets", "Files", "Losses", "Models", "Settings", "Statistics", "Tensors"]
  ),
  (
    "Certification",
    [
      "CKernels", "COpenBLAS", "Datasets", "Files", "GraphImport", "Models", "Robustness", "Settings", "Statistics",
      "Tensors",
    ]
  ),
  (
    "LossLandscapes",
    ["CKernels", "Datasets", "Files", "Losses", "Models", "Robustness", "Settings", "Statistics", "Tensors"]
  ),
  (
    "Training",
    [
      "CKernels", "Checkpoints", "Datasets", "Files", "GraphImport", "Losses", "Models", "Robustness",
      "Settings", "Statistics", "Tensors",
    ]
  ),
  ("EvolutionStrategies", ["Statistics", "Tensors"]),
  (
    "LossEvolution",
    [
      "Datasets", "EvolutionStrategies", "Files", "Losses", "Models", "Robustness", "Settings", "Statistics", "Tensors",
      "Training",
    ]
  ),
  ("Charts", ["CCairo", "Files", "PNGFiles"]),
  (
    "Reports",
    [
      "Certification", "Charts", "Checkpoints", "Files", "LossEvolution", "LossLandscapes", "Losses", "Models",
      "PNGFiles",
      "Robustness", "Statistics", "Tensors", "Training",
    ]
  ),
  (
    "Studies",
    [
      "Certification", "Charts", "Checkpoints", "Datasets", "Files", "LossEvolution", "LossLandscapes", "Losses",
      "Models", "Reports", "Robustness", "Settings", "Statistics", "Tensors", "Training",
      .product(name: "Yams", package: "Yams"),
    ]
  ),
]

/// Modules with a README.md, which is no part of a build.
let documented: Set = [
  "Certification", "Charts", "Checkpoints", "Datasets", "GraphImport", "LossEvolution", "LossLandscapes", "Losses",
  "Models", "ONNX", "Reports", "Robustness", "Settings", "Studies", "Training",
]

let package = Package(
  name: "lossaudit",
  products: [.executable(name: "lossaudit", targets: ["lossaudit"])]
    + modules.dropFirst(2).map { .library(name: $0.name, targets: [$0.name]) },
  dependencies: [
    // Sub-commands, help and shell completion.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // The audit file's YAML, with the line and column of every key.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // SHA-256 of data, models and binaries; MD5 of downloads.
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // Downloads of data sets.
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    // Pixels as other programs decode them: libjpeg-turbo is what they use.
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    // Optimised in debug builds too: the tests' networks are small, not empty.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .executableTarget(
      name: "lossaudit",
      dependencies: [
        "Certification", "Charts", "Checkpoints", "Datasets", "EvolutionStrategies", "Files", "GraphImport",
        "LossEvolution",
        "LossLandscapes", "Losses", "Models", "ONNX", "Reports", "Robustness", "Settings", "Statistics", "Studies",
        "Tensors", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ]
    + modules.map {
      .target(
        name: $0.name, dependencies: $0.imports, exclude: documented.contains($0.name) ? ["README.md"] : [],
        swiftSettings: strict)
    }
    + [
      // Optimised in debug builds too: the plain-loop twins of layers are slow enough as they are.
      .target(
        name: "TestSupport", dependencies: ["Datasets", "Models", "Tensors"], path: "Tests/TestSupport",
        swiftSettings: strict + [.unsafeFlags(["-O"])])
    ]
    + modules.map {
      .testTarget(
        name: "\($0.name)Tests", dependencies: [.target(name: $0.name), "TestSupport"] + $0.imports,
        swiftSettings: tests)
    }
    + [
      .testTarget(
        name: "LossauditTests",
        dependencies: [
          "lossaudit", "Checkpoints", "Datasets", "Losses", "PNGFiles", "Tensors", "TestSupport", "Training",
        ],
        swiftSettings: tests)
    ]
)
