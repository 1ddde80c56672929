import Foundation
import TestSupport
import Testing

@Suite("Signals, and a second start")
struct SignalTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  /// As `nohup` leaves it for its programs.
  private static var ignoresHangup: Bool {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  @Test("a terminal that goes away ends a training as SIGTERM does", .enabled(if: !ignoresHangup))
  func hangup() throws {
    let running = try workshop.lossaudit.start(
      Workshop.training + ["--epochs", "500", "--output", "hung.safetensors.zst"])
    #expect(running.wait(for: "epoch 1:"))
    kill(running.process.processIdentifier, SIGHUP)
    let outcome = running.wait()
    #expect(outcome.code == 130)
    #expect(outcome.errors.hasSuffix("lossaudit: interrupted; the same command goes on where this one stopped\n"))
    #expect(!FileManager.default.fileExists(atPath: workshop.folder.path("hung.safetensors.zst")))
  }

  @Test("a command that leaves nothing behind ends with 130, from its first moment")
  func startsOver() throws {
    let running = try workshop.lossaudit.start(["benchmark", "throughput", "--architecture", "wrn-10-1"])
    let status = "/proc/\(running.process.processIdentifier)/status"
    // The signals that the program catches, as a mask in hexadecimal.
    func catches() -> Bool {
      let line = (try? String(contentsOfFile: status, encoding: .utf8))?.split(separator: "\n")
        .first { $0.hasPrefix("SigCgt:") }
      let mask = line.flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) } ?? 0
      return mask >> (SIGTERM - 1) & 1 == 1
    }
    while running.process.isRunning, !catches() { usleep(1000) }
    running.process.terminate()
    let outcome = running.wait()
    #expect(outcome.code == 130 && outcome.errors == "lossaudit: interrupted; the same command starts over\n")
  }

  private static let search = [
    "evolve", "--dataset", "mnist", "--architecture", "preresnet-8", "--objective", "accuracy", "--population", "4",
    "--generations", "500", "--batch-size", "16", "--epochs", "1", "--validation", "16", "--invariant", "none",
  ]

  @Test(
    "a second training or search on one output is refused by who holds it, and the first goes on",
    arguments: [
      (Workshop.training + ["--epochs", "500", "--output", "busy.safetensors.zst"], "epoch 1:", "training's output"),
      (search + ["--output", "busy"], "mnist from", "search's folder"),
    ])
  func secondStart(command: [String], begun: String, what: String) throws {
    let running = try workshop.lossaudit.start(command)
    #expect(running.wait(for: begun))
    // It does not end before the rival has come.
    kill(running.process.processIdentifier, SIGSTOP)
    let rival = try workshop.lossaudit.run(command)
    #expect(running.process.isRunning)
    kill(running.process.processIdentifier, SIGCONT)
    running.process.terminate()
    #expect(rival.code == 1 && rival.output == "")
    #expect(
      rival.errors.contains(
        "lossaudit: \(command.last!): the \(what) is in use; found process \(running.process.processIdentifier) on "),
      "\(rival.errors)")
    #expect(running.wait().code == 130)
  }
}
