import ArgumentParser
import Datasets
import Files
import Foundation
import Models
import Studies
import Tensors
import Training

/// A checkpoint, and what it may leave unsaid.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A .safetensors or .safetensors.zst file, from lossaudit or PyTorch, or an .onnx file.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "Architecture, where the checkpoint does not name it: \(ArchitectureName.patterns.joined(separator: ", ")).",
      valueName: "name"))
  var architecture: String?

  @OptionGroup var data: DataOptions
  @OptionGroup var foreign: ForeignOptions
  @OptionGroup var engine: EngineOptions

  @OptionGroup var limit: LimitOption

  func validate() throws {
    if let architecture { _ = try usage { try ArchitectureName(parsing: architecture) } }
    if let name = data.dataset { _ = try usage { try DatasetName(parsing: name) } }
  }

  /// The model, the images it is asked about, their data set and what is known of it.
  func load(
    _ common: CommonOptions, _ console: Console
  ) throws -> (model: ModelFile, images: ImageSet, dataset: String, facts: DatasetFacts) {
    try ModelFile.requireFile(checkpoint)
    try foreign.requireNormalisation(of: data.dataset, nil)
    let measures = foreign.normalisation == .measured
    // A data set that only its files describe is read first, for what a foreign checkpoint leaves unsaid.
    let first = try (data.dataset ?? (measures ? ModelFile.datasetName(of: checkpoint) : nil)).flatMap { name in
      try DatasetName(parsing: name).facts == nil || measures ? try loadTest(name, console) : nil
    }
    try foreign.requireNormalisation(of: data.dataset, first?.facts)
    let model = try ModelFile.read(
      checkpoint,
      overrides: .init(
        architecture: architecture, dataset: data.dataset, facts: first?.facts,
        normalisation: foreign.statedNormalisation(), images: first?.images, tensors: foreign.tensors()))
    for note in model.notes { console.log("note: \(note)") }
    try noteReading(of: model, checkpoint, console: console)
    guard let name = model.dataset else {
      throw FileError(
        checkpoint, "the metadata does not name the data set",
        advice: "name it with --dataset; your own images in a folder for each class are --dataset folder")
    }
    let (dataset, order) = try (first ?? loadTest(name, console))
      .ordered(for: model, at: checkpoint, stated: foreign.statedOrder())
    if let order { console.log("note: \(order)") }
    let test = dataset.images
    guard test.shape == model.classifier.network.input else {
      throw FileError(
        checkpoint, "the model does not take these images", expected: "\(model.classifier.network.input)",
        found: "\(test.shape) in \(name)", advice: advice(name, model.classifier.network.input))
    }
    if let label = test.labels.first(where: { Int($0) >= model.classifier.network.classes }) {
      throw FileError(
        checkpoint, "the model has too few classes", expected: "more than \(label)",
        found: "\(model.classifier.network.classes)")
    }
    let outputs = model.classifier.network.classes
    if outputs > dataset.facts.classes {
      console.log(
        "note: the model has \(outputs) outputs for \(dataset.facts.classes) classes of \(name); chance is that of the data"
      )
    }
    let limit = try limit.value(), images = limit.map { test.prefix($0) } ?? test
    if let limit, limit > test.count {
      console.log("note: --limit \(limit) is more than there is; all \(test.count) test images are used")
    }
    if limit != nil, let shortage = images.classShortage(of: dataset.facts.classNames, labels: dataset.facts.labels) {
      // Fewer images than classes cannot be of every class.
      let way =
        images.count < dataset.facts.classes
        ? "" : "; lossaudit audit with --set dataset.test=\(images.count) takes as many from every class in proportion"
      console.log("note: \(shortage)\(way)")
    }
    try requireExpected(model, on: images, path: checkpoint, common)
    return (model, images, name, dataset.facts)
  }

  /// How a folder's images become those that a model takes; `nil` where they cannot.
  private func advice(_ dataset: String, _ input: ImageShape) -> String? {
    guard dataset == "folder", input.height == input.width else { return nil }
    let colour = input.channels == 1 ? "grey" : "rgb"
    return "--resize \(input.width) --crop \(input.width) --colour \(colour) makes them so"
  }

  private func loadTest(_ name: String, _ console: Console) throws -> TestImages {
    try data.loadTest(name, statesNormalisation: foreign.statesNumbers, console: console)
  }

  private func requireExpected(
    _ model: ModelFile, on images: ImageSet, path: String, _ common: CommonOptions
  ) throws {
    guard let expected = foreign.expectAccuracy else { return }
    try model.requireAccuracy(
      expected, on: images, path: path, engine: Engine(threads: common.threads, precision: engine.precision))
  }

  /// Another model, which has to take the same images for the same classes as one that was loaded.
  func load(
    second path: String, beside first: ModelFile, _ images: ImageSet, _ dataset: String, _ facts: DatasetFacts,
    _ common: CommonOptions, _ console: Console
  ) throws -> ModelFile {
    let model = try ModelFile.read(
      path,
      overrides: .init(
        architecture: architecture, dataset: data.dataset,
        facts: try DatasetName(parsing: dataset).facts == nil ? facts : nil,
        // What was measured for the first model holds for both.
        normalisation: foreign.normalisation == .measured
          ? .from(.given(first.normalisation)) : foreign.statedNormalisation(), tensors: foreign.tensors()))
    try noteReading(of: model, path, console: console)
    func require(_ isSame: Bool, _ problem: String, _ expected: String, _ found: String) throws {
      guard !isSame else { return }
      throw FileError(path, problem, expected: "\(expected), as of \(checkpoint)", found: found)
    }
    try require(
      model.dataset == dataset, "the two models are not for the same data set", dataset, model.dataset ?? "none")
    let input = model.classifier.network.input, classes = model.classifier.network.classes
    try require(input == images.shape, "the two models do not take the same images", "\(images.shape)", "\(input)")
    let expected = first.classifier.network.classes
    try require(classes == expected, "the two models do not have the same classes", "\(expected)", "\(classes)")
    if let names = model.classNames {
      try require(
        names.areSameNames(as: facts.classNames), "the two models do not have the same classes",
        facts.classNames.joined(separator: ", "), names.joined(separator: ", "))
    }
    try requireExpected(model, on: images, path: path, common)
    return model
  }
}
