import Checkpoints
import Datasets
import Files
import Foundation
import Losses
import Models
import TestSupport
import Testing

@testable import Training

@Suite("Model file")
struct ModelFileTests {
  static let taylor = Loss(TaylorGLO(parameters: [0.1, 1.0 / 3, -1, 2, 0, 1.5, -0.25, 1e-7])!)

  private func model(_ loss: Loss? = Loss(.crossEntropy), classes: Int = TinyImages.classes) throws -> ModelFile {
    let network = try TinyImages.network(classes: classes)
    return ModelFile(
      classifier: Classifier(network: network, weights: Weights(layout: network.layout, seed: 3)),
      architecture: TinyImages.architecture, dataset: "tiny", normalisation: TinyImages.normalisation, loss: loss,
      seed: 18_446_744_073_709_551_615, settings: TinyTraining.settings,
      history: [
        EpochRecord(
          epoch: 1, learningRate: 0.05, trainingLoss: 1.25, trainingAccuracy: 0.5, validationAccuracy: 0.25)
      ])
  }

  @Test("the metadata says all that an audit and a second training need")
  func metadata() throws {
    let metadata = try model(Loss(.baikal, labelSmoothing: 0.1)).checkpoint().metadata
    #expect(
      metadata == [
        "architecture": "preresnet-8", "dataset": "tiny", "mean": "[0.25]", "std": "[0.5]", "classes": "4",
        "input": #"{"channels":1,"height":8,"width":8}"#, "loss": "baikal", "label_smoothing": "0.1",
        "seed": "18446744073709551615",
        "training": #"{"augmentation":{"crop_padding":1,"horizontal_flip":true},"batch_size":8,"epochs":3,"#
          + #""initialisation":"he","learning_rate":0.05,"momentum":0.9,"normalise_scale":false,"#
          + #""schedule":{"drop_after":[2],"factor":0.5},"weight_decay":0.0001}"#,
        "history": #"[{"epoch":1,"learning_rate":0.05,"training_accuracy":0.5,"training_loss":1.25,"#
          + #""validation_accuracy":0.25}]"#,
      ])
  }

  @Test(
    "a model reads back as it was written",
    arguments: [Loss(.crossEntropy), Loss(.baikal, labelSmoothing: 0.1), taylor, nil],
    ["model.safetensors.zst", "model.safetensors"])
  func roundTrip(loss: Loss?, name: String) throws {
    try withTemporaryFolder { folder in
      let model = try model(loss), path = "\(folder)/\(name)"
      try model.write(to: path)
      let back = try ModelFile.read(path)
      #expect(back.classifier.weights == model.classifier.weights)
      #expect(back.classifier.network.input == TinyImages.shape)
      #expect(back.architecture == model.architecture && back.dataset == "tiny")
      #expect(back.normalisation == model.normalisation)
      #expect(back.loss == loss && back.seed == model.seed)
      #expect(back.settings == model.settings && back.history == model.history)
      try back.write(to: "\(folder)/again-\(name)")
      #expect(try AtomicFile.read("\(folder)/again-\(name)") == AtomicFile.read(path))
    }
  }

  @Test("the number of classes is that of the last layer, whatever the metadata says", arguments: [2, 7])
  func classes(classes: Int) throws {
    var checkpoint = try model(classes: classes).checkpoint()
    checkpoint.metadata["classes"] = "4"
    let back = try ModelFile(checkpoint, path: "m", overrides: .init())
    #expect(back.classifier.network.classes == classes)
  }

  @Test("a model's dropout is read back as a part of the network", arguments: [nil, 0, 0.5] as [Double?])
  func dropout(rate: Double?) throws {
    let network = try ArchitectureName.wideResNet(depth: 10, widening: 1).network(
      input: TinyImages.shape, classes: 4, mean: [0.25], standardDeviation: [0.5], dropout: rate.map { Float($0) })
    var model = try model()
    model.architecture = .wideResNet(depth: 10, widening: 1)
    model.classifier = Classifier(network: network, weights: Weights(layout: network.layout, seed: 3))
    model.settings = TrainingSettings(epochs: 1, batchSize: 8, dropout: rate)
    let back = try ModelFile(model.checkpoint(), path: "m", overrides: .init())
    func trained(_ network: Network) throws -> Weights {
      let trainer = Trainer(
        network: network, loss: Loss(.crossEntropy), settings: .init(epochs: 1, batchSize: 8),
        training: TinyImages.images(8, seed: 1), validation: nil, seed: 1)
      var state = trainer.start
      try trainer.train(&state, in: .threads(1))
      return state.weights
    }
    // Where masks fall differs with the rate, and so do the weights after one step.
    #expect(try trained(back.classifier.network) == trained(network))
    let other = try ArchitectureName.wideResNet(depth: 10, widening: 1).network(
      input: TinyImages.shape, classes: 4, mean: [0.25], standardDeviation: [0.5], dropout: 0.7)
    #expect(try trained(other) != trained(network))
  }

  @Test("a rate of dropout that is none is an error of the file")
  func badDropout() throws {
    var checkpoint = try model().checkpoint()
    checkpoint.metadata["training"] = checkpoint.metadata["training"]?.replacing(
      "{", with: #"{"dropout":1.5,"#, maxReplacements: 1)
    checkpoint.metadata["architecture"] = "wrn-10-1"
    let error = #expect(throws: FileError.self) { try ModelFile(checkpoint, path: "m", overrides: .init()) }
    #expect(
      error?.description
        == "m: wrn-10-1: not a rate of dropout; expected a number from 0 up to, not including, 1, found 1.5")
  }

  @Test("class names are kept where the data set's name does not tell them, and the file is as before without")
  func classNames() throws {
    var model = try model()
    #expect(try model.checkpoint().metadata["class_names"] == nil)
    model.classNames = ["a b", "c", "d", "e"]
    let checkpoint = try model.checkpoint()
    #expect(checkpoint.metadata["class_names"] == #"["a b","c","d","e"]"#)
    #expect(try ModelFile(checkpoint, path: "m", overrides: .init()).classNames == model.classNames)
  }

  @Test("what the caller states wins over the metadata")
  func overrides() throws {
    let checkpoint = try model().checkpoint()
    let back = try ModelFile(
      checkpoint, path: "m", overrides: .init(dataset: "mnist", loss: Loss(.baikal, labelSmoothing: 0.2)))
    #expect(back.dataset == "mnist")
    #expect(back.loss == Loss(.baikal, labelSmoothing: 0.2))
    // How the model sees pixels is its own, whatever it is shown.
    #expect(back.normalisation == TinyImages.normalisation)
    var misnamed = checkpoint
    misnamed.metadata["architecture"] = "wrn-10-1"
    #expect(
      try ModelFile(misnamed, path: "m", overrides: .init(architecture: "preresnet-8")).architecture
        == TinyImages.architecture)
  }

  @Test("weights that diverged read back, not-a-numbers and all")
  func diverged() throws {
    var model = try model()
    model.classifier.weights.values[0] = .nan
    let back = try ModelFile(Checkpoint(decoding: model.checkpoint().encoded, path: "m"), path: "m", overrides: .init())
    #expect(back.classifier.weights.values[0].isNaN)
    #expect(back.classifier.weights.values.dropFirst() == model.classifier.weights.values.dropFirst())
  }
}
