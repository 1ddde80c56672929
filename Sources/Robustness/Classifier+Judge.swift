import Models

extension Classifier {
  /// What counts, where the classifier itself is what attacks see: of a random network the mean of as many other draws.
  ///
  /// An attack fits the draws that it sees, and what it finds need not hold for others.
  var judge: Classifier {
    var judge = self
    judge.draws.first = 1 << 32
    return judge
  }
}
