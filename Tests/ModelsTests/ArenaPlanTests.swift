import Tensors
import Testing

@testable import Models

@Suite("Arena plan")
struct ArenaPlanTests {
  @Test("values that live together never share a number, and all fit", arguments: 0..<20)
  func disjoint(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), purpose: .test)
    let values = (0..<30).map { _ in
      let first = random.nextInteger(below: 40)
      return ArenaPlan.Value(
        count: random.nextInteger(below: 200), lifetime: first...first + random.nextInteger(below: 12))
    }
    let plan = ArenaPlan(values)
    for (i, a) in values.enumerated() {
      #expect(plan.offsets[i] % 16 == 0)
      #expect(plan.offsets[i] >= 0 && plan.offsets[i] + a.count <= plan.count)
      for (j, b) in values.enumerated().prefix(i) where a.lifetime.overlaps(b.lifetime) && a.count * b.count > 0 {
        let isApart =
          plan.offsets[i] + a.count <= plan.offsets[j] || plan.offsets[j] + b.count <= plan.offsets[i]
        #expect(isApart, "values \(i) and \(j)")
      }
    }
    // No step needs more than the whole, and sharing saves something where lifetimes are short.
    #expect(plan.count < values.reduce(0) { $0 + ($1.count + 15) / 16 * 16 })
  }

  @Test("a chain needs no more than its two largest neighbours")
  func chain() {
    let values = [16, 64, 32, 64, 16].enumerated().map {
      ArenaPlan.Value(count: $1, lifetime: $0...$0 + 1)
    }
    #expect(ArenaPlan(values).count == 96)
  }

  @Test("values that always live are laid side by side, each from a cache line on")
  func permanent() {
    let plan = ArenaPlan([1, 17, 0].map { ArenaPlan.Value(count: $0, lifetime: 0...9) })
    #expect(plan.count == 48)
    #expect(Set(plan.offsets.prefix(2)) == [0, 32])
    #expect(ArenaPlan([]).count == 0)
  }
}
