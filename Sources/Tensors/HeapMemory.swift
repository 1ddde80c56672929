import CKernels

/// The heap of the process.
public enum HeapMemory {
  /// Keeps the memory that is given back.
  ///
  /// Some work allocates megabytes at every step. By default the system maps, clears and unmaps them each time: bounds of
  /// a network (module Certification) spent 30 % of their time on that.
  public static func keepFreedMemory() { la_keep_freed_memory() }
}
