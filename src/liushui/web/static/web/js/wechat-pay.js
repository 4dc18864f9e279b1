// Hands an order to WeChat: <button data-wechat-pay="{...}" data-back="..."> inside its browser.
// The page is asked again afterwards: what the app says is no proof of a payment.
(() => {
  const ask = (button) => {
    const back = () => location.assign(button.dataset.back);
    WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(button.dataset.wechatPay), back);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-wechat-pay]");
    if (button && window.WeixinJSBridge) ask(button);
  });
})();
