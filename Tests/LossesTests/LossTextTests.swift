import Testing

@testable import Losses

@Suite("Losses as text")
struct LossTextTests {
  @Test("the formula in TeX has its numbers, those of the smoothed label too")
  func latex() throws {
    #expect(
      LossText(try Loss(parsing: "focal:2", labelSmoothing: 0.1), classes: 10).latex
        == #"\mathcal{L} = -\sum_{k=1}^{10} \left[ y_k \, (1 - h_k)^{2} \, \log h_k \right], \quad "#
        + #"h = \mathrm{softmax}\left(z\right), \quad y_k = 0.9 \, [k = t] + 0.01"#)
    let normalised = LossText(try Loss(parsing: "logit-norm:0.04"), classes: 3).latex
    #expect(normalised.contains(#"\left(\frac{z}{0.04 \, \Vert z \Vert_2}\right), \quad y_k = [k = t]"#))
  }

  @Test("PyTorch's function is of logits and target, with the smoothing")
  func pytorch() throws {
    #expect(
      LossText(try Loss(parsing: "mse", labelSmoothing: 0.1), classes: 4).pytorch() == """
        import torch
        import torch.nn.functional as F


        def loss(logits, target):
            \"""mse, label smoothing 0.1, 4 classes: the mean over the batch.\"""
            log_h = F.log_softmax(logits, dim=1)
            h = log_h.exp()
            y = F.one_hot(target, 4).to(logits)
            y = (1 - 0.1) * y + 0.1 / 4
            f = -(h - y) ** 2
            return -f.sum(dim=1).mean()
        """)
  }

  @Test("where a training minimises another function, that is in it too, with its floor and its scale")
  func training() throws {
    let baikal = LossText(Loss(.baikal), classes: 10)
    let text = baikal.pytorch()
    #expect(text.contains("def loss(logits, target, training=False):"))
    #expect(
      text.contains("below the floor 0.05, multiplied by 0.1, so that it pulls as cross-entropy does at first"))
    #expect(
      text.contains(
        "        f = log_h - y * (1 / h.clamp(min=0.05) + (torch.log(h.clamp(min=0.05)) - log_h) / 0.05)\n"
          + "        return -0.1 * f.sum(dim=1).mean()\n    f = log_h - y / h\n"))
    #expect(baikal.trainingNote()?.hasPrefix("1/h is continued smoothly") == true)
    let gentle = LossText(LossFormTests.gentle, classes: 10)
    #expect(gentle.trainingNote() == nil && !gentle.pytorch().contains("training"))
    #expect(gentle.pytorch(normaliseScale: true).contains("* f.sum(dim=1).mean()\n    f ="))
  }

  @Test("the implicit smoothing is in the description, with all its numbers")
  func implicitSmoothing() throws {
    let loss = SampleLosses.taylorGLO(order: 3, seed: 7)
    let description = LossDescription(Loss(loss, labelSmoothing: 0.1), classes: 10)
    let absorbed = loss.absorbing(labelSmoothing: 0.1, classes: 10)
    #expect(description.implicitSmoothing == .init(loss: Loss(absorbed).name, parameters: absorbed.parameters))
    #expect(LossDescription(Loss(loss), classes: 10).implicitSmoothing == nil)
    #expect(LossDescription(Loss(.crossEntropy, labelSmoothing: 0.1), classes: 10).implicitSmoothing == nil)
  }
}
