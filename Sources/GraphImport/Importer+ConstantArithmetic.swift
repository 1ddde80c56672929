import Files
import Foundation
import Models
import ONNX

/// The product; `nil` where the batch would stand in it twice.
func multiplied(_ a: AxisSize?, _ b: AxisSize) -> AxisSize? {
  guard let a, !(a.hasBatch && b.hasBatch) else { return nil }
  let (count, overflow) = a.count.multipliedReportingOverflow(by: b.count)
  return overflow ? nil : AxisSize(count, hasBatch: a.hasBatch || b.hasBatch)
}

extension Importer {
  /// A function of two constants of one shape.
  static func combined(
    _ operation: String, _ a: Constant, _ b: Constant, shape: [Int], refuse: (String) -> FileError
  ) throws -> Constant? {
    if let left = a.wholes, let right = b.wholes {
      return Constant(
        try zip(left, right).map { x, y in
          guard let result = wholes(operation, x, y) else {
            throw refuse("sizes cannot be combined so: \(x) and \(y)")
          }
          return result
        }, shape: shape)
    }
    guard let left = a.floats, let right = b.floats else { return nil }
    func truth(_ condition: (Float, Float) -> Bool) -> Constant {
      Constant(zip(left, right).map { AxisSize(condition($0, $1) ? 1 : 0) }, shape: shape)
    }
    func numbers(_ function: (Float, Float) -> Float) -> Constant {
      Constant(zip(left, right).map(function), shape: shape)
    }
    return switch operation {
    case "Add": numbers(+)
    case "Sub": numbers(-)
    case "Mul": numbers(*)
    case "Div": numbers(/)
    case "Pow": numbers { pow($0, $1) }
    case "Min": numbers { min($0, $1) }
    case "Max": numbers { max($0, $1) }
    case "Equal": truth { $0 == $1 }
    case "Greater": truth { $0 > $1 }
    case "GreaterOrEqual": truth { $0 >= $1 }
    case "Less": truth { $0 < $1 }
    case "LessOrEqual": truth { $0 <= $1 }
    default: nil
    }
  }

  /// A function of two sizes; `nil` where the result depends on how many images there are.
  private static func wholes(_ operation: String, _ x: AxisSize, _ y: AxisSize) -> AxisSize? {
    if operation == "Mul" { return multiplied(x, y) }
    if operation == "Equal" { return AxisSize(x == y ? 1 : 0) }
    if operation == "Div" {
      guard y.count != 0, x.count > .min, x.hasBatch || !y.hasBatch, !x.hasBatch || x.count % y.count == 0 else {
        return nil
      }
      return AxisSize(x.count / y.count, hasBatch: x.hasBatch && !y.hasBatch)
    }
    if x.hasBatch || y.hasBatch {
      if operation == "Add", x == AxisSize(0) || y == AxisSize(0) { return x == AxisSize(0) ? y : x }
      if operation == "Sub", y == AxisSize(0) { return x }
      // There is at least one image.
      let (batch, number) = x.hasBatch ? (x, y) : (y, x)
      if operation == "Max", !number.hasBatch, number.count <= batch.count { return batch }
      guard x.hasBatch == y.hasBatch else { return nil }
    }
    let (a, b) = (x.count, y.count)
    func truth(_ condition: Bool) -> AxisSize { AxisSize(condition ? 1 : 0) }
    func sum(_ result: (partialValue: Int, overflow: Bool)) -> AxisSize? {
      result.overflow ? nil : AxisSize(result.partialValue, hasBatch: x.hasBatch)
    }
    return switch operation {
    case "Add": sum(a.addingReportingOverflow(b))
    case "Sub": sum(a.subtractingReportingOverflow(b))
    case "Pow":
      (0...32).contains(b) ? (0..<b).reduce(AxisSize(1)) { power, _ in multiplied(power, x) } : nil
    // What is left of a negative number depends on how it is divided.
    case "Mod": a >= 0 && b > 0 && !x.hasBatch ? AxisSize(a % b) : nil
    case "Min": AxisSize(min(a, b), hasBatch: x.hasBatch)
    case "Max": AxisSize(max(a, b), hasBatch: x.hasBatch)
    case "Greater": truth(a > b)
    case "GreaterOrEqual": truth(a >= b)
    case "Less": truth(a < b)
    case "LessOrEqual": truth(a <= b)
    case "And": truth(a != 0 && b != 0)
    case "Or": truth(a != 0 || b != 0)
    default: nil
    }
  }

  static func mapped(_ operation: String, _ input: Constant) -> Constant? {
    if let wholes = input.wholes {
      switch operation {
      case "Floor", "Ceil": return input
      case "Neg": return Constant(wholes.map { AxisSize(0 &- $0.count, hasBatch: $0.hasBatch) }, shape: input.shape)
      case "Abs":
        return Constant(
          wholes.map { AxisSize($0.count < 0 ? 0 &- $0.count : $0.count, hasBatch: $0.hasBatch) }, shape: input.shape)
      case "Not": return Constant(wholes.map { AxisSize($0.count == 0 ? 1 : 0) }, shape: input.shape)
      default: break
      }
    }
    guard let floats = input.floats else { return nil }
    func numbers(_ function: (Float) -> Float) -> Constant { Constant(floats.map(function), shape: input.shape) }
    return switch operation {
    case "Neg": numbers(-)
    case "Abs": numbers(abs)
    case "Floor": numbers { $0.rounded(.down) }
    case "Ceil": numbers { $0.rounded(.up) }
    case "Sqrt": numbers { $0.squareRoot() }
    case "Exp": numbers { exp($0) }
    case "Log": numbers { log($0) }
    case "Reciprocal": numbers { 1 / $0 }
    case "Sin": numbers { sin($0) }
    case "Cos": numbers { cos($0) }
    case "Tanh": numbers { tanh($0) }
    case "Sigmoid": numbers { 1 / (1 + exp(-$0)) }
    case "Erf": numbers { erf($0) }
    case "Relu": numbers { max($0, 0) }
    default: nil
    }
  }
}
