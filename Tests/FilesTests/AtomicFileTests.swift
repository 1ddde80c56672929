import Files
import Foundation
import TestSupport
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  @Test("what is written is what is read, in folders made on the way", arguments: [0, 1, 100_000])
  func roundTrip(count: Int) throws {
    try withTemporaryFolder { folder in
      let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) })
      try AtomicFile.write(data, to: "\(folder)/a/b/file.bin")
      #expect(try AtomicFile.read("\(folder)/a/b/file.bin") == data)
      #expect(try names(in: "\(folder)/a/b") == ["file.bin"])
    }
  }

  @Test("a former file is replaced whole, however long it was")
  func replaces() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("a long former text", to: "\(folder)/t.txt")
      try AtomicFile.write("ε", to: "\(folder)/t.txt")
      #expect(try AtomicFile.read("\(folder)/t.txt") == Data("ε".utf8))
    }
  }

  @Test("a pipe takes what is written, by its name, by a link and as an open file, and stays a pipe")
  func pipes() throws {
    try withTemporaryFolder { folder in
      let pipe = "\(folder)/pipe", link = "\(folder)/link"
      #expect(mkfifo(pipe, 0o600) == 0 && symlink(pipe, link) == 0)
      // Open for both, so that neither side waits for the other.
      let descriptor = open(pipe, O_RDWR | O_CLOEXEC)
      defer { close(descriptor) }
      for path in [pipe, link, "/dev/fd/\(descriptor)", "/proc/self/fd/\(descriptor)"] {
        try AtomicFile.requireWritable(path)
        try AtomicFile.write("to \(path)", to: path)
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = read(descriptor, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "to \(path)")
      }
      var status = stat()
      #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(try names(in: folder) == ["link", "pipe"])
    }
  }

  @Test("a link stays a link, and its file has what is written; the file's folder is the one that must take it")
  func links() throws {
    try withTemporaryFolder { folder in
      let file = "\(folder)/results/run-7.json", link = "\(folder)/latest.json"
      try AtomicFile.write("old", to: file)
      #expect(symlink("results/run-7.json", link) == 0)
      try AtomicFile.requireWritable(link)
      try AtomicFile.write("new", to: link)
      #expect(try AtomicFile.read(file) == Data("new".utf8))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "results/run-7.json")
      try AtomicFile.write("half", to: "\(file).tmp-1-2")
      AtomicFile.removeLeftovers(of: link)
      #expect(try names(in: "\(folder)/results") == ["run-7.json"] && names(in: folder) == ["latest.json", "results"])
    }
  }

  @Test("what a killed process left half-written is removed, in folders below too, and nothing else")
  func leftovers() throws {
    try withTemporaryFolder { folder in
      let kept = ["a.json", "a.json.tmp", "tmp-1-2", "b.tmp-1-2.json", "b.tmp-x-2"]
      for name in kept + ["a.json.tmp-17-4000000000", "b.tmp-1-2", ".tmp-1-2"] {
        try AtomicFile.write("x", to: "\(folder)/in/\(name)")
      }
      AtomicFile.removeLeftovers(below: folder)
      #expect(try names(in: "\(folder)/in") == kept.sorted())
      AtomicFile.removeLeftovers(below: "\(folder)/missing")
    }
  }

  @Test("leftovers of one file are told from those of others")
  func leftoversOfOne() throws {
    try withTemporaryFolder { folder in
      let kept = ["model.zst", "model.zst.tmp", "model.zst.tmp-1-x", "other.zst.tmp-1-2"]
      for name in kept + ["model.zst.tmp-1-2", "model.zst.tmp-30-40"] {
        try AtomicFile.write("x", to: "\(folder)/\(name)")
      }
      AtomicFile.removeLeftovers(of: "\(folder)/model.zst")
      #expect(try names(in: folder) == kept.sorted())
    }
  }

  @Test("a path through a file is refused in words, and the file in the way stays")
  func pathThroughFile() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("here first", to: "\(folder)/taken")
      let error = #expect(throws: FileError.self) { try AtomicFile.write("new", to: "\(folder)/taken/new.txt") }
      #expect(
        error?.description == "\(folder)/taken: the folder cannot be created; expected a folder, found a file")
      let below = #expect(throws: FileError.self) { try AtomicFile.write("new", to: "\(folder)/taken/a/new.txt") }
      #expect(below?.description == "\(folder)/taken/a: the folder cannot be created; found Not a directory")
      #expect(try AtomicFile.read("\(folder)/taken") == Data("here first".utf8))
      #expect(try names(in: folder) == ["taken"])
    }
  }

  @Test("a folder of the same name is refused, kept, and no temporary file is left")
  func folderInTheWay() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("inside", to: "\(folder)/results/kept.txt")
      let error = #expect(throws: FileError.self) { try AtomicFile.write("new", to: "\(folder)/results") }
      #expect(error?.description == "\(folder)/results: cannot be put in place; found Is a directory")
      #expect(try names(in: folder) == ["results"])
      #expect(try names(in: "\(folder)/results") == ["kept.txt"])
    }
  }

  // The superuser may write everywhere.
  @Test("an unwritable folder keeps its former file", .enabled(if: geteuid() != 0))
  func unwritable() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("former", to: "\(folder)/f.txt")
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
      let error = #expect(throws: FileError.self) { try AtomicFile.write("new", to: "\(folder)/f.txt") }
      #expect(error?.description == "\(folder)/f.txt: cannot be written; found Permission denied")
      #expect(try AtomicFile.read("\(folder)/f.txt") == Data("former".utf8))
      #expect(try names(in: folder) == ["f.txt"])
    }
  }

  @Test("many writers of one name: a reader sees one of their files whole, always")
  func manyWriters() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/shared.bin"
      let contents = (0..<8).map { Data(repeating: UInt8($0), count: 20_000 + $0) }
      try AtomicFile.write(contents[0], to: path)
      DispatchQueue.concurrentPerform(iterations: 16) { index in
        if index % 2 == 0 {
          #expect(throws: Never.self) { try AtomicFile.write(contents[index / 2], to: path) }
        } else {
          let whole = (try? AtomicFile.read(path)).map(contents.contains)
          #expect(whole == true)
        }
      }
      #expect(contents.contains(try AtomicFile.read(path)))
      #expect(try names(in: folder) == ["shared.bin"])
    }
  }

  @Test("whether a folder can be written is found out without a name in it, even for a moment")
  func requireWritable() throws {
    try withTemporaryFolder { folder in
      let watch = inotify_init1(Int32(IN_NONBLOCK))
      defer { close(watch) }
      inotify_add_watch(watch, folder, UInt32(IN_CREATE))
      try AtomicFile.requireWritable("\(folder)/new/file.txt")
      try AtomicFile.requireWritable(folder, asFolder: true)
      var event = [UInt8](repeating: 0, count: 4096)
      #expect(read(watch, &event, event.count) < 0 && errno == EAGAIN)
      // The watch does see a file that is made.
      try AtomicFile.write("x", to: "\(folder)/file.txt")
      #expect(read(watch, &event, event.count) > 0)
      let error = #expect(throws: FileError.self) { try AtomicFile.requireWritable("\(folder)/file.txt/a") }
      #expect(error?.description == "\(folder)/file.txt/a: cannot be written; found Not a directory")
    }
  }

  @Test("what cannot be read says why")
  func unreadable() throws {
    try withTemporaryFolder { folder in
      let missing = #expect(throws: FileError.self) { try AtomicFile.read("\(folder)/none") }
      #expect(missing?.description == "\(folder)/none: no such file")
      let isFolder = #expect(throws: FileError.self) { try AtomicFile.read(folder) }
      #expect(isFolder?.description == "\(folder): is a folder; expected a file")
    }
  }
}
