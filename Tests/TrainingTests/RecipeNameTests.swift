import Datasets
import Settings
import Testing
import Training

@Suite("Recipes")
struct RecipeNameTests {
  private static let colour = Augmentation(horizontalFlip: true, cropPadding: 4)

  @Test(
    "hold the published settings",
    arguments: [
      (
        ["paper/all-cnn-c"],
        TrainingSettings(
          epochs: 350, learningRate: 0.01, weightDecay: 1e-3, schedule: .init(dropAfter: [200, 250, 300], factor: 0.1),
          augmentation: colour), 35
      ),
      (
        ["paper/wrn", "paper/wrn-16-8", "paper/wrn-28-5"],
        TrainingSettings(
          epochs: 200, learningRate: 0.1, weightDecay: 5e-4, schedule: .init(dropAfter: [60, 120, 160], factor: 0.2),
          augmentation: colour, dropout: 0.3), 20
      ),
      (
        ["paper/wrn-svhn"],
        TrainingSettings(
          epochs: 160, learningRate: 0.01, weightDecay: 5e-4, schedule: .init(dropAfter: [80, 120], factor: 0.1),
          augmentation: colour, dropout: 0.4), 16
      ),
      (
        ["paper/alexnet"],
        TrainingSettings(
          epochs: 164, learningRate: 0.1, weightDecay: 5e-4, schedule: .init(dropAfter: [81, 122], factor: 0.1),
          augmentation: colour), 16
      ),
      (
        ["paper/preresnet-20"],
        TrainingSettings(
          epochs: 200, learningRate: 0.1, weightDecay: 1e-4, schedule: .init(dropAfter: [100, 150], factor: 0.1),
          augmentation: colour), 20
      ),
    ])
  func published(names: [String], settings: TrainingSettings, partialEpochs: Int) throws {
    #expect(settings.batchSize == 128 && settings.momentum == 0.9)
    for name in names {
      let recipe = try #require(RecipeName(rawValue: name))
      #expect(recipe.settings == settings && recipe.partialEpochs == partialEpochs, "\(name)")
    }
  }

  @Test(
    "an unknown one is answered with the nearest",
    arguments: [
      ("paper/wrn-16-9", "did you mean paper/wrn-16-8?"), ("paper/alexnt", "did you mean paper/alexnet?"),
      ("all-cnn-c", "did you mean paper/all-cnn-c?"), ("mine", nil),
    ])
  func unknown(name: String, advice: String?) {
    var draft = TrainingDraft()
    let error = #expect(throws: SettingError.self) {
      try TrainingDraft.setting(of: \.recipe).set(.word(name), in: &draft)
    }
    #expect(
      error?.description
        == "expected one of paper/all-cnn-c, paper/wrn, paper/wrn-16-8, paper/wrn-28-5, "
        + "paper/wrn-svhn, paper/alexnet, paper/preresnet-20, found \(name)" + (advice.map { "; \($0)" } ?? ""))
  }
}
