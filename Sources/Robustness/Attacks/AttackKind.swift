/// How an audit makes an attack, and which images the attack counts.
enum AttackKind {
  /// One gradient of each loss that is asked for is the direction at every strength. Every image is counted.
  case sweep
  /// A search through each loss that is asked for. Every image is counted.
  case search(@Sendable (AttackLoss, AttackBudget) -> any Attack)
  /// A search that climbs an objective of its own, by its name, and goes on with the images that are still right. Twice
  /// as many steps should find little more.
  case climb(String, @Sendable (AttackBudget) -> any Attack)
  /// A search for an objective of its own by other means than climbing. It goes on with the images that are still right.
  /// It may leave out what `earlier` attacks have tried.
  case hunt(String, @Sendable (AttackBudget, _ earlier: [AttackName]) -> any Attack)
  /// A search through the gradients of another model, whose last points are tried on this one. It takes every image that is
  /// right without attack.
  case replay(String, @Sendable (AttackBudget) -> any Attack)
  /// A search for the smallest change that breaks an image, in one norm alone: one run serves all strengths. It goes on with
  /// the images that are still right.
  case nearest(String, in: Norm, @Sendable (AttackBudget) -> any Attack)
  /// Attacks with objectives of their own, one after another, under one name.
  case sequence(String, [AttackName])
}

extension AttackName {
  /// What the attack follows where it brings that along; `nil` where it follows any loss.
  var objective: String? {
    switch kind {
    case .sweep, .search: nil
    case .climb(let objective, _), .hunt(let objective, _), .sequence(let objective, _), .replay(let objective, _),
      .nearest(let objective, _, _):
      objective
    }
  }

  /// The attacks that this one makes one after another: itself, but for a sequence.
  var parts: [AttackName] {
    switch kind {
    case .sweep, .search, .climb, .hunt, .replay, .nearest: [self]
    case .sequence(_, let parts): parts
    }
  }

  /// Whether the attack goes on with the images that others of its kind left right.
  var goesOn: Bool {
    switch kind {
    case .sweep, .search, .replay: false
    case .climb, .hunt, .sequence, .nearest: true
    }
  }

  /// Whether the attack asks the model again and again, so that checks can ask whether it has asked enough.
  var searches: Bool {
    switch kind {
    case .sweep: false
    case .search, .climb, .hunt, .sequence, .replay, .nearest: true
    }
  }

  /// Whether the attack follows another model's gradients.
  var isReplay: Bool {
    if case .replay = kind { true } else { false }
  }

  /// Whether the attack climbs by steps, whose number can be doubled.
  var climbs: Bool {
    switch kind {
    case .search, .climb: true
    case .sweep, .hunt, .sequence, .replay, .nearest: false
    }
  }

  /// Whether the attack follows gradients of any objective, so that it can be led to a class.
  var isSteered: Bool {
    switch kind {
    case .sweep, .search, .climb, .replay: true
    case .hunt, .sequence, .nearest: false
    }
  }

  /// The norms in which the attack can be made.
  var norms: [Norm] {
    switch kind {
    case .sweep: Norm.allCases
    case .search, .climb, .replay: [.linf, .l2, .l1]
    case .hunt, .sequence: [.linf, .l2]
    case .nearest(_, let norm, _): [norm]
    }
  }

  /// An audit makes sweeps first, then searches through the losses, and then what goes on with the images left right.
  var turn: Int {
    switch kind {
    case .sweep: 0
    case .search: 1
    case .climb, .hunt, .sequence, .replay, .nearest: 2
    }
  }

  /// The attack on single images, through `losses` where it follows any; none of a sweep, and one for each part of a
  /// sequence. They may leave out what `earlier` attacks have tried.
  func attacks(
    _ budget: AttackBudget, through losses: [AttackLoss], after earlier: [AttackName] = []
  ) -> [any Attack] {
    switch kind {
    case .sweep: []
    case .search(let make): losses.map { make($0, budget) }
    case .climb(_, let make), .replay(_, let make), .nearest(_, _, let make): [make(budget)]
    case .hunt(_, let make): [make(budget, earlier)]
    case .sequence(_, let parts):
      parts.enumerated().flatMap { $1.attacks(budget, through: losses, after: earlier + parts.prefix($0)) }
    }
  }
}
