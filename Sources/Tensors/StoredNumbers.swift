extension Array where Element: BitwiseCopyable {
  /// The numbers in the bytes of a file, little-endian, one after another, as every platform that Swift runs on holds
  /// them too.
  public init(stored bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count.isMultiple(of: MemoryLayout<Element>.size))
    let count = bytes.count / MemoryLayout<Element>.size
    self.init(unsafeUninitializedCapacity: count) { numbers, initialised in
      UnsafeMutableRawBufferPointer(numbers).copyMemory(from: bytes)
      initialised = count
    }
  }
}

extension Float {
  /// The number of an IEEE 754 binary16, from its bit fields: `Float16` does not exist on every platform.
  public init(half bits: UInt16) {
    let sign = UInt32(bits >> 15) << 31, exponent = Int(bits >> 10 & 0x1F), fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 31: self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | UInt32(exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The number of a bfloat16, which is the upper half of a float32.
  public init(brain bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }
}
