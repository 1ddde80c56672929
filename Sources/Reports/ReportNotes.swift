import Robustness

/// What else is known of the models that may explain their figures: a list beside the checks.
struct ReportNotes {
  let html: HTML

  /// Each note once, with the models that it is of where it is not of all.
  init(_ results: StudyResults) {
    let models = results.losses.flatMap { loss in loss.models.map { (name: $0.name(in: loss), attack: $0.attack) } }
    var notes: [(text: String, models: [String])] = []
    for model in models {
      for text in model.attack.settings.notes ?? [] {
        let place = notes.firstIndex { $0.text == text } ?? notes.count
        if place == notes.count { notes.append((text, [])) }
        notes[place].models.append(model.name)
      }
    }
    let items = notes.map { note -> HTML in
      note.models.count == models.count
        ? "<li>\(note.text)</li>" : "<li>\(note.models.joined(separator: ", ")): \(note.text)</li>"
    }
    html = items.isEmpty ? "" : "\n<h3>Notes</h3>\n<ul>\(items.joined("\n"))</ul>"
  }
}
