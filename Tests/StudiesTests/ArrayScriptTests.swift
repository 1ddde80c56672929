import Testing

@testable import Studies

@Suite("The script of a job array")
struct ArrayScriptTests {
  @Test("has the options that were given and no other, the user's own lines, and one task's command")
  func options() {
    var settings = SlurmSettings()
    settings.partition = "gpu"
    settings.time = "2:00:00"
    settings.memory = "4G"
    settings.cpusPerTask = 3
    settings.account = "lab"
    settings.extraLines = ["#SBATCH --constraint=avx512", "module load gcc"]
    let script = ArrayScript(
      name: "lossaudit-a-1", folder: "/run/tasks/0001", count: 10, throttle: 4, settings: settings, program: "/bin/l")
    #expect(
      script.text == """
        #!/bin/sh
        #SBATCH --job-name=lossaudit-a-1
        #SBATCH --array=0-9%4
        #SBATCH --output="/run/tasks/0001/%a.log"
        #SBATCH --open-mode=append
        #SBATCH --partition=gpu
        #SBATCH --time=2:00:00
        #SBATCH --mem=4G
        #SBATCH --cpus-per-task=3
        #SBATCH --account=lab
        #SBATCH --constraint=avx512
        module load gcc
        trap : TERM INT
        '/bin/l' task '/run/tasks/0001'/"$SLURM_ARRAY_TASK_ID".json --threads 3
        code=$?
        echo "lossaudit task: exit code $code"
        exit $code

        """)
    let plain = ArrayScript(name: "n", folder: "/f", count: 1, throttle: nil, settings: .init(), program: "/l").text
    #expect(plain.contains("--array=0-0\n") && !plain.contains("--partition") && !plain.contains("--mem"))
  }

  @Test("keeps odd folders' names whole: a percent sign is none of Slurm's, a quote ends nothing")
  func quoting() {
    let script = ArrayScript(
      name: "n", folder: "/a %j's", count: 1, throttle: nil, settings: .init(), program: "/my bin/l")
    #expect(script.text.contains("#SBATCH --output=\"/a %%j's/%a.log\"\n"))
    #expect(script.text.contains("\n'/my bin/l' task '/a %j'\\''s'/\"$SLURM_ARRAY_TASK_ID\".json"))
  }
}
